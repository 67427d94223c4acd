/** Routines: the list of them, making one, and the page of one with its tabs. */
export { NewRoutinePage } from './new-routine-page.tsx'
export { RoutinePage } from './routine-page.tsx'
export { RoutinesPage } from './routines-page.tsx'
