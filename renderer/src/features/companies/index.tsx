/** Companies: the list of them, making, renaming and deleting one, and the banner of the sample company. */
export { CompaniesPage } from './companies-page.tsx'
export { SampleBanner } from './sample-banner.tsx'
