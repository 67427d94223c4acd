import type { VaultStatus } from '#shared/contract/vault.ts'
import { KeyStoreFailure } from '../../ports/key-store.ts'
import type { Live } from '../../ports/live.ts'
import { declared, os } from '../../ports/rpc.ts'
import type { dataKeyRotator } from './data-key-rotator.ts'
import type { kitKeeper } from './kit-keeper.ts'
import type { masterKeyRotator } from './master-key-rotator.ts'
import type { vaultConfigurer } from './vault-configurer.ts'
import type { SettingsOfVault } from './vault-settings.ts'

interface Needs {
  live: Live
  status(): Promise<VaultStatus>
  settings: SettingsOfVault
  configurer: ReturnType<typeof vaultConfigurer>
  masterKeys: ReturnType<typeof masterKeyRotator>
  dataKeys: ReturnType<typeof dataKeyRotator>
  kits: ReturnType<typeof kitKeeper>
}

export function vaultHandlers({ live, status, settings, configurer, masterKeys, dataKeys, kits }: Needs) {
  /** Runs a change of the vault, tells who watches, and says in words what the key store could not do. */
  async function changing<T>(change: () => Promise<T>): Promise<T> {
    try {
      const answer = await change()
      live.publish({ noun: 'vault', id: 'vault', companyId: null, kind: 'updated' })
      return answer
    } catch (error) {
      if (error instanceof KeyStoreFailure) throw declared('WRONG_STATE', { state: 'key_store' }, error.message)
      throw error
    }
  }

  return os.vault.router({
    status: os.vault.status.handler(status),
    settings: os.vault.settings.handler(settings.read),
    configure: os.vault.configure.handler(({ input }) => changing(() => configurer.configure(input))),
    rotateMasterKey: os.vault.rotateMasterKey.handler(() => changing(masterKeys.rotate)),

    rotateDataKey: os.vault.rotateDataKey.handler(async ({ input: { companyId } }) => {
      await dataKeys.rotate(companyId)
      return {}
    }),

    exportKit: os.vault.exportKit.handler(({ input: { passphrase } }) => changing(() => kits.make(passphrase))),

    testKit: os.vault.testKit.handler(({ input: { kit, passphrase } }) =>
      changing(async () => {
        const tested = await kits.test(kit, passphrase)
        await configurer.followKeychain()
        return tested
      }),
    ),

    restoreKit: os.vault.restoreKit.handler(async ({ input: { kit, passphrase } }) => {
      await changing(() => kits.restore(kit, passphrase))
      return status()
    }),
  })
}
