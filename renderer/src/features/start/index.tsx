/** The first page: leads back to where somebody left off, or welcomes who is here for the first time. */
export { StartPage } from './start-page.tsx'
