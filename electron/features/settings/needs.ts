import type { Config } from '../../ports/config.ts'
import type { Live } from '../../ports/live.ts'

export interface SettingsNeeds {
  config: Config
  live: Live
}
