/** Preferences of this installation, kept in config.json so that a window can be painted before the database is up. */
import { type Settings, settings as schema } from '#shared/contract/settings.ts'
import type { Config } from '../../ports/config.ts'
import { settingsHandlers } from './handlers.ts'
import type { SettingsNeeds } from './needs.ts'

export function settingsFeature(needs: SettingsNeeds) {
  return { router: settingsHandlers({ ...needs, read: () => readSettings(needs.config) }) }
}

/** Reads the preferences; a section that does not fit is replaced by the defaults, key by key. */
export async function readSettings(config: Config): Promise<Settings> {
  const stored = await config.read('settings')
  const known = typeof stored === 'object' && stored !== null ? stored : {}
  const fitting = Object.entries(known).filter(([key, value]) => {
    const field = schema.shape[key as keyof Settings]
    return field?.safeParse(value).success
  })
  return schema.parse(Object.fromEntries(fitting))
}
