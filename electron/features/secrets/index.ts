/** Secrets: kept sealed, bound to env keys, handed out to runs with a record of each access, and never shown. */
import { os } from '../../ports/rpc.ts'
import { createCustodian } from './custodian.ts'
import { bindEnv, envDescriber } from './env.ts'
import { secretHandlers } from './handlers.ts'
import { secretImporter } from './import.ts'
import { importHandlers } from './import-handlers.ts'
import { keyRowStore } from './key-row-store.ts'
import { secretLifecycle } from './lifecycle.ts'
import { createMasterKey } from './master-key.ts'
import type { SecretsNeeds } from './needs.ts'
import { pastVersions } from './past-version-store.ts'
import { envResolver } from './resolver.ts'
import { secretStore } from './store.ts'
import { inlineRefuser } from './strict.ts'
import { createTrail } from './trail.ts'
import { createVault } from './vault.ts'
import { vaultHealth } from './vault-health.ts'
import { versionHandlers } from './version-handlers.ts'
import { versionLifecycle } from './version-lifecycle.ts'
import { versionStore } from './version-store.ts'
import { versionSweeper } from './version-sweeper.ts'

/** Milliseconds that the sweeper gets to finish the version it works on when the host stops. */
const SWEEPER_DEADLINE_MS = 500

export function secretsFeature(needs: SecretsNeeds) {
  const store = secretStore(needs)
  const keys = keyRowStore(needs)
  const masterKey = createMasterKey({
    ...needs,
    keys,
    onChange: () => needs.live.publish({ noun: 'vault', id: 'vault', companyId: null, kind: 'updated' }),
  })
  const vault = createVault({ ...needs, keys, masterKey })
  const trail = createTrail({ keys: vault, grown: () => {} })
  const versions = versionStore(needs)
  const sweeper = versionSweeper({ ...needs, store, versions, trail })
  const all = { ...needs, store, versions, vault, trail, wake: sweeper.wake }
  return {
    router: os.secrets.router({
      ...secretHandlers({ ...all, custodian: createCustodian(all), lifecycle: secretLifecycle(all) }),
      ...versionHandlers({ store, versionsOf: versionLifecycle(all) }),
      ...importHandlers({ ...all, importer: secretImporter(all) }),
    }),
    /** Opens the vault, making the master key when there is nothing yet that needs another one. A vault that stays locked is a state, not a failure. */
    async start(): Promise<void> {
      await vault.open()
      await sweeper.start()
    },
    stop: () => sweeper.stop(SWEEPER_DEADLINE_MS),
    health: () => vaultHealth(masterKey, needs.keyStore),
    bind: bindEnv,
    refuseInline: inlineRefuser(() => false),
    describe: envDescriber({ ...needs, vault }),
    versionsAt: pastVersions(needs),
    resolve: envResolver({ ...needs, vault }),
  }
}
