/** The revisions of a routine. */
export { HistoryTab } from './history-tab.tsx'
