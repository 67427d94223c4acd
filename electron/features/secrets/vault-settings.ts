/** Section `secrets` of config.json, and strict mode as it counts: forced from outside, or as set. */
import { type VaultSettings, vaultSettings } from '#shared/contract/vault.ts'
import type { Config } from '../../ports/config.ts'

export type SettingsOfVault = ReturnType<typeof settingsOfVault>

export interface StrictMode {
  on: boolean
  /** Set by WHEELHOUSE_SECRETS_STRICT_MODE, so that the setting has no say. */
  forced: boolean
}

export function settingsOfVault({ config, strictModeForced }: { config: Config; strictModeForced: boolean | null }) {
  let turn: Promise<unknown> = Promise.resolve()

  /** What does not fit reads as its default, field by field; a strict mode that does not as on, for somebody meant it to be. */
  async function read(): Promise<VaultSettings> {
    const stored = await config.read('secrets')
    const fields = stored !== null && typeof stored === 'object' ? Object.entries(stored) : []
    const { shape } = vaultSettings
    const fitting = fields.filter(([key, value]) => shape[key as keyof typeof shape]?.safeParse(value).success)
    const misread = fields.some(([key, value]) => key === 'strictMode' && typeof value !== 'boolean')
    return vaultSettings.parse({ ...Object.fromEntries(fitting), ...(misread ? { strictMode: true } : {}) })
  }

  return {
    read,

    /** Changes what `change` answers, one change at a time: two at once would each put back what the other replaced. */
    async change(change: (present: VaultSettings) => Promise<VaultSettings> | VaultSettings): Promise<VaultSettings> {
      const mine = turn.then(async () => {
        const next = vaultSettings.parse(await change(await read()))
        await config.write('secrets', next)
        return next
      })
      turn = mine.catch(() => {
        // Told to whoever asked; the next in line starts afresh.
      })
      return mine
    },

    /** Whether plain values under sensitive names are refused. Asks the file each time, so that a change counts at once. */
    async strictMode(): Promise<StrictMode> {
      if (strictModeForced !== null) return { on: strictModeForced, forced: true }
      return { on: (await read()).strictMode, forced: false }
    },
  }
}
