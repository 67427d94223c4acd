/** Secrets: kept sealed, bound to env keys, handed out to runs with a record of each access, and never shown. */
import { os } from '../../ports/rpc.ts'
import { accessHandlers } from './access-handlers.ts'
import { accessStore } from './access-store.ts'
import { createAudit } from './audit.ts'
import { createCustodian } from './custodian.ts'
import { bindEnv, envDescriber } from './env.ts'
import { envComparer, receiptComparer } from './env-compare.ts'
import { externalHandlers } from './external-handlers.ts'
import { externalStore } from './external-store.ts'
import { secretHandlers } from './handlers.ts'
import { secretImporter } from './import.ts'
import { importHandlers } from './import-handlers.ts'
import { inlineEnvHandlers } from './inline-env.ts'
import { secretLifecycle } from './lifecycle.ts'
import type { SecretsNeeds } from './needs.ts'
import { pastVersions } from './past-version-store.ts'
import { secretProviders } from './providers.ts'
import { envResolver } from './resolver.ts'
import { revealHandlers } from './reveal.ts'
import { secretStore } from './store.ts'
import { inlineRefuser } from './strict.ts'
import { valueKeeper } from './value-keeper.ts'
import { vaultPart } from './vault-part.ts'
import { settingsOfVault } from './vault-settings.ts'
import { versionHandlers } from './version-handlers.ts'
import { versionLifecycle } from './version-lifecycle.ts'
import { versionStore } from './version-store.ts'
import { versionSweeper } from './version-sweeper.ts'

export type { SecretsNeeds }

/** Milliseconds that the sweeper gets to finish the version it works on when the host stops. */
const SWEEPER_DEADLINE_MS = 500

export function secretsFeature(needs: SecretsNeeds) {
  const store = secretStore(needs)
  const settings = settingsOfVault(needs)
  const providers = secretProviders({ ...needs, settings: settings.read })
  const keeping = vaultPart({ ...needs, settings, providers: providers.health, holdCompany: store.holdCompany, opened: () => audit.vaultOpened() })
  const { vault } = keeping
  const audit = createAudit({ ...needs, keys: vault })
  const { trail } = audit
  const versions = versionStore(needs)
  const sweeper = versionSweeper({ ...needs, store, versions, trail })
  const keeper = valueKeeper({ ...needs, vault, providers, instanceId: keeping.instanceId })
  const all = { ...needs, store, versions, vault, keeper, trail, wake: sweeper.wake }
  return {
    vaultRouter: keeping.router,
    /** What counts of section `secrets` of config.json. */
    settings,
    router: os.secrets.router({
      ...secretHandlers({
        ...all,
        custodian: createCustodian(all),
        lifecycle: secretLifecycle(all),
        defaultProvider: async () => (await settings.read()).defaultProvider,
      }),
      ...versionHandlers({ store, versionsOf: versionLifecycle(all) }),
      ...accessHandlers({ ...needs, audit, access: accessStore(needs) }),
      ...revealHandlers({ ...needs, trail, store, vault }),
      ...importHandlers({ ...all, importer: secretImporter(all) }),
      ...inlineEnvHandlers(all),
      ...externalHandlers({ ...all, external: externalStore(needs), providers }),
    }),
    /** Opens the vault, making the master key when there is nothing yet that needs another one. A vault that stays locked is a state, not a failure. */
    async start(): Promise<void> {
      await keeping.start()
      await audit.start()
      await sweeper.start()
    },
    async stop(): Promise<void> {
      await sweeper.stop(SWEEPER_DEADLINE_MS)
      await audit.stop()
      await keeping.stop()
    },
    health: async () => [...(await keeping.health()), ...audit.health()],
    bind: bindEnv,
    refuseInline: inlineRefuser(async () => (await settings.strictMode()).on),
    describe: envDescriber({ ...needs, vault }),
    compare: envComparer({ ...needs, vault }),
    compareReceipt: receiptComparer({ ...needs, vault }),
    versionsAt: pastVersions(needs),
    resolve: envResolver({ ...needs, vault, trail, providers }),
  }
}
