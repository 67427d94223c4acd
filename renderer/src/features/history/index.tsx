/** The revisions of a routine, and how any two states of it differ. */
export { Difference } from './difference.tsx'
export { HistoryTab } from './history-tab.tsx'
