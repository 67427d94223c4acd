/** The vault's side of secrets: keys, kits, rotations and settings, put together. */
import type { ProviderHealth } from '#shared/contract/vault.ts'
import type { Transaction } from '../../ports/sql.ts'
import { dataKeyRotator } from './data-key-rotator.ts'
import { keyRowStore } from './key-row-store.ts'
import { kitKeeper } from './kit-keeper.ts'
import { kitRecord } from './kit-record.ts'
import { createMasterKey } from './master-key.ts'
import { masterKeyRotator } from './master-key-rotator.ts'
import type { SecretsNeeds } from './needs.ts'
import { resealStore } from './reseal-store.ts'
import { createVault } from './vault.ts'
import { vaultConfigurer } from './vault-configurer.ts'
import { vaultHandlers } from './vault-handlers.ts'
import { vaultHealth } from './vault-health.ts'
import type { SettingsOfVault } from './vault-settings.ts'
import { vaultStatusOf } from './vault-status.ts'

type Needs = Pick<SecretsNeeds, 'sql' | 'clock' | 'live' | 'log' | 'keyStore' | 'config'> & {
  settings: SettingsOfVault
  holdCompany(tx: Transaction, companyId: string): Promise<void>
  /** Called when the vault opens: what waited for its keys goes on. */
  opened(): void
  /** Health of the services that keep values for us. */
  providers(): Promise<ProviderHealth[]>
}

export function vaultPart(needs: Needs) {
  const { live, keyStore, settings } = needs
  const keys = keyRowStore(needs)
  const record = kitRecord(needs)
  const masterKey = createMasterKey({ ...needs, keys, onChange })
  const vault = createVault({ ...needs, keys, masterKey })
  const dataKeys = dataKeyRotator({ ...needs, vault, rows: resealStore(needs) })
  const configurer = vaultConfigurer({ keyStore, masterKey, settings, record })
  const status = vaultStatusOf({ ...needs, keys, masterKey, record, progress: dataKeys.progress })
  const masterKeys = masterKeyRotator({ ...needs, keys, masterKey })
  const kits = kitKeeper({ ...needs, masterKey, record })

  function onChange(open: boolean): void {
    live.publish({ noun: 'vault', id: 'vault', companyId: null, kind: 'updated' })
    // A rotation that a crash cut short could not go on while the vault was locked.
    if (!open) return
    dataKeys.resume()
    needs.opened()
  }

  return {
    vault,
    instanceId: async () => (await keys.instance()).id,
    router: vaultHandlers({ live, status, settings, configurer, masterKeys, dataKeys, kits }),
    health: () => vaultHealth(masterKey, keyStore),

    /** Opens the vault, making the master key when there is nothing yet that needs another one. A vault that stays locked is a state, not a failure. */
    async start(): Promise<void> {
      dataKeys.start()
      await vault.open()
    },

    stop: dataKeys.stop,
    /** Settles when no data key is being rotated. */
    idle: dataKeys.idle,
  }
}
