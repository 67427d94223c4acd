import type { Settings } from '#shared/contract/settings.ts'
import { inTurn } from '#shared/domain/in-turn.ts'
import { os } from '../../ports/rpc.ts'
import type { SettingsNeeds } from './needs.ts'

export function settingsHandlers({ config, live, read }: SettingsNeeds & { read: () => Promise<Settings> }) {
  const oneAtATime = inTurn()

  return os.settings.router({
    get: os.settings.get.handler(() => read()),
    update: os.settings.update.handler(({ input }) =>
      oneAtATime(async () => {
        const next = { ...(await read()), ...input }
        await config.write('settings', next)
        live.publish({ noun: 'settings', id: 'settings', companyId: null, kind: 'updated' })
        return next
      }),
    ),
  })
}
