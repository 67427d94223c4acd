/** Schedules at the edge of the domain: bad ones become declared errors, good ones are stored tidily. */

import { checkSchedule, nextDue } from '#shared/domain/schedule.ts'
import { ScheduleError, tidyCron } from '#shared/domain/schedule-fields.ts'
import { tidyZone } from '#shared/domain/schedule-zones.ts'
import { declared } from '../../ports/rpc.ts'

export interface Schedule {
  cron: string
  timezone: string
}

/** Answers the schedule as it is stored. Throws INVALID_SCHEDULE when it cannot be read or never fires. */
export function acceptSchedule<T extends Schedule>(draft: T, now: Date): T {
  try {
    checkSchedule(draft.cron, draft.timezone, now)
    return { ...draft, cron: tidyCron(draft.cron), timezone: tidyZone(draft.timezone) }
  } catch (error) {
    if (error instanceof ScheduleError) throw declared('INVALID_SCHEDULE', { field: error.field }, `${error.message}.`)
    throw error
  }
}

/**
 * The instant a trigger waits for: none while it or its routine is off, so that switching on starts from now and a
 * long pause is never made up for.
 */
export function dueAfter(trigger: Schedule & { enabled: boolean }, routineEnabled: boolean, now: Date): Date | null {
  return trigger.enabled && routineEnabled ? nextDue(trigger.cron, trigger.timezone, now) : null
}

/** The next instant of a schedule that was accepted once; null when it never fires again or can no longer be read. */
export function dueAgain({ cron, timezone }: Schedule, now: Date): Date | null {
  try {
    return nextDue(cron, timezone, now)
  } catch (error) {
    if (error instanceof ScheduleError) return null
    throw error
  }
}
