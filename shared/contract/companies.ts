import * as z from 'zod'
import { description, id, name, nothing, procedure } from './base.ts'

export const company = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  isSample: z.boolean(),
  counts: z.object({
    agents: z.int(),
    projects: z.int(),
    routines: z.int(),
    enabledRoutines: z.int(),
    secrets: z.int(),
    activeRuns: z.int(),
    /** Runs that ended badly (failed, timed out, lost) in the last 24 hours. */
    failedRuns24h: z.int(),
  }),
  createdAt: z.date(),
})
export type Company = z.infer<typeof company>

export const companies = {
  /** Lists every company, those that need attention first. */
  list: procedure.input(nothing).output(z.array(company)),
  get: procedure.input(z.object({ companyId: id })).output(company),
  create: procedure.input(z.object({ name, description: description.default('') })).output(company),
  update: procedure.input(z.object({ companyId: id, name: name.optional(), description: description.optional() })).output(company),
  /** Deletes the company with everything in it and stops its runs. `confirmName` must equal its name. */
  remove: procedure.input(z.object({ companyId: id, confirmName: z.string().max(200) })).output(nothing),
}
