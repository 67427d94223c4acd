/** Preferences of this installation, kept in config.json so that a window can be painted before the database is up. */
import { type Settings, settings as schema } from '#shared/contract/settings.ts'
import type { HealthCheck } from '#shared/contract/system.ts'
import type { Config } from '../../ports/config.ts'
import { settingsHandlers } from './handlers.ts'
import type { SettingsNeeds } from './needs.ts'

export function settingsFeature(needs: SettingsNeeds) {
  return { router: settingsHandlers({ ...needs, read: () => readSettings(needs.config) }), health: () => health(needs.config) }
}

async function health(config: Config): Promise<HealthCheck[]> {
  const check = { id: 'configuration', title: 'Configuration' }
  const aside = await config.setAside()
  if (aside.length === 0) return [{ ...check, state: 'pass', detail: 'config.json can be read.', fix: '' }]
  const detail = `config.json could not be read and was put aside: ${aside.join(', ')}. What was set in it is no longer in force.`
  const fix = 'Look there for what is missing now, strict mode and the place of the master key above all, set it again, and delete the file.'
  return [{ ...check, state: 'warning', detail, fix }]
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
