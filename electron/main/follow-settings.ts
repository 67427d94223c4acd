/** Watches the settings from inside the program, through the same router as every client. */
import { createRouterClient } from '@orpc/server'
import type { Settings } from '#shared/contract/settings.ts'
import type { Host } from '../host/host.ts'

/** Calls `apply` with the settings after each change, for as long as the program runs. Rejects when the host fails to answer. */
export async function followSettings(router: Host['router'], apply: (settings: Settings) => void): Promise<void> {
  const client = createRouterClient(router)
  for await (const { changes, dropped } of await client.system.watch({})) {
    if (dropped > 0 || changes.some(({ noun }) => noun === 'settings')) apply(await client.settings.get({}))
  }
}
