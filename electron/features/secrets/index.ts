/** Secrets: kept sealed, bound to env keys, handed out to runs with a record of each access, and never shown. */
import { createCustodian } from './custodian.ts'
import { bindEnv, envDescriber } from './env.ts'
import { secretHandlers } from './handlers.ts'
import { keyRowStore } from './key-row-store.ts'
import { createMasterKey } from './master-key.ts'
import type { SecretsNeeds } from './needs.ts'
import { pastVersions } from './past-version-store.ts'
import { envResolver } from './resolver.ts'
import { secretStore } from './store.ts'
import { inlineRefuser } from './strict.ts'
import { createVault } from './vault.ts'
import { vaultHealth } from './vault-health.ts'

export function secretsFeature(needs: SecretsNeeds) {
  const store = secretStore(needs)
  const keys = keyRowStore(needs)
  const masterKey = createMasterKey({
    ...needs,
    keys,
    onChange: () => needs.live.publish({ noun: 'vault', id: 'vault', companyId: null, kind: 'updated' }),
  })
  const vault = createVault({ ...needs, keys, masterKey })
  const custodian = createCustodian({ ...needs, store, vault })
  return {
    router: secretHandlers({ ...needs, store, custodian }),
    /** Opens the vault, making the master key when there is nothing yet that needs another one. A vault that stays locked is a state, not a failure. */
    async start(): Promise<void> {
      await vault.open()
    },
    health: () => vaultHealth(masterKey, needs.keyStore),
    bind: bindEnv,
    refuseInline: inlineRefuser(() => false),
    describe: envDescriber({ ...needs, vault }),
    versionsAt: pastVersions(needs),
    resolve: envResolver({ ...needs, vault }),
  }
}
