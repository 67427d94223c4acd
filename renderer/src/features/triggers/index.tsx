/** When routines run: the tab of a routine, the fields of a schedule, and the dates it comes to. */
export { NextRuns } from './next-runs.tsx'
export { type Schedule, ScheduleFields } from './schedule-fields.tsx'
export { useTimezones } from './trigger-editor.tsx'
export { TriggersTab } from './triggers-tab.tsx'
export { usePreview } from './use-preview.ts'
