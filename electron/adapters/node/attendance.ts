import type { Attendance } from '../../ports/attendance.ts'

/** A host without a window: the browser that shows its page asks nobody and hides nothing. */
export const noAttendance: Attendance = { confirm: async () => null, shield() {} }
