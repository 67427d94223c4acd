/** Secrets: kept sealed, bound to env keys, handed out to runs with a record of each access, and never shown. */
import type { HealthCheck } from '#shared/contract/system.ts'
import { createCustodian } from './custodian.ts'
import { bindEnv, envDescriber } from './env.ts'
import { secretHandlers } from './handlers.ts'
import { keyRowStore } from './key-row-store.ts'
import type { SecretsNeeds } from './needs.ts'
import { envResolver } from './resolver.ts'
import { secretStore } from './store.ts'
import { inlineRefuser } from './strict.ts'
import { createVault } from './vault.ts'

export function secretsFeature(needs: SecretsNeeds) {
  const store = secretStore(needs)
  const vault = createVault({ keys: keyRowStore(needs), keyStore: needs.keyStore, log: needs.log })
  const custodian = createCustodian({ ...needs, store, vault })
  return {
    router: secretHandlers({ ...needs, store, custodian }),
    /** Opens the vault, making the master key when there is nothing yet that needs another one. A vault that stays locked is a state, not a failure. */
    async start(): Promise<void> {
      await vault.open()
    },
    health: () => health(vault, needs.keyStore),
    bind: bindEnv,
    refuseInline: inlineRefuser(() => false),
    describe: envDescriber({ ...needs, vault }),
    resolve: envResolver({ ...needs, vault }),
  }
}

async function health(vault: { open(): Promise<string | null> }, keyStore: SecretsNeeds['keyStore']): Promise<HealthCheck[]> {
  const check = { id: 'vault', title: 'Secret vault' }
  const locked = await vault.open()
  if (locked)
    return [{ ...check, state: 'critical', detail: locked, fix: `Put the master key that wrote the stored secrets back at ${keyStore.location}.` }]
  const warnings = await keyStore.warnings()
  if (warnings.length === 0) return [{ ...check, state: 'pass', detail: `Open. The master key is kept in ${keyStore.location}.`, fix: '' }]
  return warnings.map(({ detail, fix }, i) => ({ ...check, id: i === 0 ? check.id : `${check.id}-${i + 1}`, state: 'warning', detail, fix }))
}
