/** Health: what is checked on this computer and what to do about what fails. */
export { HealthPage } from './health-page.tsx'
