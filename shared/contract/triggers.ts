import * as z from 'zod'
import { id, inCompany, name, nothing, oneOf, procedure, text } from './base.ts'

export const cronExpression = text(200)
/** IANA zone name such as `Europe/Berlin`. Refused with INVALID_SCHEDULE when this machine does not know it. */
export const timezone = text(100)

export const trigger = z.object({
  id: z.string(),
  routineId: z.string(),
  kind: z.literal('cron'),
  label: z.string(),
  enabled: z.boolean(),
  cron: z.string(),
  timezone: z.string(),
  /** The schedule in words. */
  words: z.string(),
  nextDueAt: z.date().nullable(),
  lastDueAt: z.date().nullable(),
})
export type Trigger = z.infer<typeof trigger>

export const triggerDraft = z.object({
  label: z.union([z.literal(''), name]).default(''),
  enabled: z.boolean().default(true),
  cron: cronExpression,
  timezone,
})

/** What the scheduler makes of an expression: computed by the engine that fires it. */
export const schedulePreview = z.discriminatedUnion('valid', [
  z.object({
    valid: z.literal(true),
    words: z.string(),
    /** `five` fields, or `six` with seconds first. */
    dialect: z.enum(['five', 'six']),
    next: z.array(
      z.object({
        at: z.date(),
        /** Wall-clock time in the schedule's zone, with offset: `2026-03-29 03:00 +02:00`. */
        local: z.string(),
        /** Set when a clock change moved (`skipped hour`) or doubles (`repeated hour`) this wall-clock time. */
        clockChange: z.enum(['skipped hour', 'repeated hour']).nullable(),
      }),
    ),
    warnings: z.array(z.string()),
  }),
  z.object({ valid: z.literal(false), field: z.string(), message: z.string() }),
])
export type SchedulePreview = z.infer<typeof schedulePreview>

export const triggers = {
  list: procedure.input(inCompany.extend({ routineId: id })).output(z.array(trigger)),
  /** Adds a trigger; like every change of a routine it appends a revision. */
  create: procedure.input(inCompany.extend({ routineId: id }).extend(triggerDraft.shape)).output(trigger),
  update: procedure
    .input(
      oneOf.extend({
        label: triggerDraft.shape.label.unwrap().optional(),
        enabled: z.boolean().optional(),
        cron: cronExpression.optional(),
        timezone: timezone.optional(),
      }),
    )
    .output(trigger),
  remove: procedure.input(oneOf).output(nothing),
  /** Reads an expression without saving it; never fails on a bad one, but says what is wrong. */
  preview: procedure
    .input(z.object({ cron: cronExpression, timezone, count: z.int().min(1).max(20).default(5), from: z.date().optional() }))
    .output(schedulePreview),
  /** IANA zones this machine knows, with their present offset in minutes. */
  timezones: procedure.input(nothing).output(z.object({ system: z.string(), zones: z.array(z.object({ name: z.string(), offsetMin: z.int() })) })),
}
