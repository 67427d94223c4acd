import * as z from 'zod'
import { nothing, procedure, text } from './base.ts'

/** Preferences of this installation. Kept in config.json, so that a window can be painted before the database is up. */
export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark', 'contrast']).default('system'),
  density: z.enum(['compact', 'default', 'comfortable']).default('default'),
  motion: z.enum(['system', 'reduce', 'full']).default('system'),
  /** Percent of the normal font size. */
  fontSize: z.int().min(90).max(130).default(100),
  timeDisplay: z.enum(['relative', 'local', 'utc']).default('relative'),
  logWrap: z.boolean().default(false),
  logTimestamps: z.enum(['off', 'relative', 'clock']).default('relative'),
  logTheme: z.enum(['app', 'dark']).default('app'),
  /** "Run now" opens the live log. */
  runAndFollow: z.boolean().default(true),
  singleKeyShortcuts: z.boolean().default(true),
  sidebarCollapsed: z.boolean().default(false),
  /** The company shown last, and the last route inside each company. */
  lastCompanyId: text(100).nullable().default(null),
  lastRoutes: z
    .array(z.object({ companyId: text(100), route: text(500) }))
    .max(200)
    .default([]),
})
export type Settings = z.infer<typeof settings>

/** The same keys without defaults: what is left out stays as it is. */
const change = z
  .object({
    theme: settings.shape.theme.unwrap(),
    density: settings.shape.density.unwrap(),
    motion: settings.shape.motion.unwrap(),
    fontSize: settings.shape.fontSize.unwrap(),
    timeDisplay: settings.shape.timeDisplay.unwrap(),
    logWrap: z.boolean(),
    logTimestamps: settings.shape.logTimestamps.unwrap(),
    logTheme: settings.shape.logTheme.unwrap(),
    runAndFollow: z.boolean(),
    singleKeyShortcuts: z.boolean(),
    sidebarCollapsed: z.boolean(),
    lastCompanyId: settings.shape.lastCompanyId.unwrap(),
    lastRoutes: settings.shape.lastRoutes.unwrap(),
  })
  .partial()

export const settingsContract = {
  get: procedure.input(nothing).output(settings),
  update: procedure.input(change).output(settings),
}
