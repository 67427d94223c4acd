/** Pages of runs, and the table of runs that a routine shows too. */
export { RunComparisonPage } from './run-comparison.tsx'
export { RunPage } from './run-page.tsx'
export { RunsPage } from './runs-page.tsx'
export { RunsTable } from './runs-table.tsx'
