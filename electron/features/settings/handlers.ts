import type { Settings } from '#shared/contract/settings.ts'
import { os } from '../../ports/rpc.ts'
import type { SettingsNeeds } from './needs.ts'

export function settingsHandlers({ config, live, read }: SettingsNeeds & { read: () => Promise<Settings> }) {
  let last: Promise<unknown> = Promise.resolve()

  /** One change at a time: two windows saving at once must not undo each other. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = last.then(task, task)
    last = turn
    return turn
  }

  return os.settings.router({
    get: os.settings.get.handler(() => read()),
    update: os.settings.update.handler(({ input }) =>
      inTurn(async () => {
        const next = { ...(await read()), ...input }
        await config.write('settings', next)
        live.publish({ noun: 'settings', id: 'settings', companyId: null, kind: 'updated' })
        return next
      }),
    ),
  })
}
