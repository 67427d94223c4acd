/** Puts a new value where its secret is kept: sealed in a row of ours, or at the provider, which names the version. */
import type { SecretProviderId } from '#shared/contract/secrets.ts'
import type { Log } from '../../ports/log.ts'
import { newId } from '../../ports/rows.ts'
import { declared } from '../../ports/rpc.ts'
import type { Transaction } from '../../ports/sql.ts'
import { traceOf } from '../../ports/trace.ts'
import type { Sealed } from '../../schema/secrets.ts'
import { declaringOutage } from './external-handlers.ts'
import type { SecretProviders } from './providers.ts'
import type { ValuePlace, Vault } from './vault.ts'

export type ValueKeeper = ReturnType<typeof valueKeeper>

/** Where a value is now: exactly one of `material` and `providerVersion` is set. */
export interface Kept {
  material: Sealed | null
  providerVersion: string | null
  fingerprint: string
}

interface Needs {
  vault: Vault
  providers: SecretProviders
  instanceId: () => Promise<string>
  log: Log
}

/** All of it inside the transaction that stores the row. Throws VAULT_LOCKED, PROVIDER_UNAVAILABLE. */
export function valueKeeper({ vault, providers, instanceId, log }: Needs) {
  async function sealed(tx: Transaction, place: ValuePlace, value: string): Promise<Kept> {
    return { ...(await vault.seal(tx, place, value)), providerVersion: null }
  }

  /** Throws VAULT_LOCKED: without its mark a value could not be compared with any other. */
  async function marked(tx: Transaction, { companyId }: ValuePlace, value: string, providerVersion: string): Promise<Kept> {
    const fingerprint = await vault.fingerprint(companyId, value, tx)
    if (fingerprint === null) {
      const message = 'The value was not stored: the vault is locked, so it could not be marked. Unlock the vault first.'
      throw declared('VAULT_LOCKED', { reason: message }, message)
    }
    return { material: null, providerVersion, fingerprint }
  }

  return {
    /** Keeps the first value of a new secret. `externalRef` names the secret at its provider. */
    async first(tx: Transaction, place: ValuePlace, value: string, provider: SecretProviderId): Promise<Kept & { externalRef: string | null }> {
      if (provider === 'local_encrypted') return { ...(await sealed(tx, place, value)), externalRef: null }
      const where = { instanceId: await instanceId(), companyId: place.companyId, secretId: place.secretId }
      const { ref, version } = await declaringOutage(provider, async () => (await providers.provider(provider)).create(where, value))
      return { ...(await marked(tx, place, value, version)), externalRef: ref }
    },

    /** Keeps a further value of a secret. */
    async next(tx: Transaction, place: ValuePlace, value: string, secret: { provider: SecretProviderId; externalRef: string | null }): Promise<Kept> {
      const { provider, externalRef } = secret
      if (provider === 'local_encrypted' || externalRef === null) return sealed(tx, place, value)
      const { version } = await declaringOutage(provider, async () => (await providers.provider(provider)).addVersion(externalRef, value, newId()))
      return marked(tx, place, value, version)
    },

    /** Takes back what `first` put at a provider, when the transaction around it came to nothing. Never throws. */
    async takeBack(provider: SecretProviderId, externalRef: string): Promise<void> {
      try {
        await (await providers.provider(provider)).remove(externalRef)
      } catch (error) {
        log.warn('secret.left_at_provider', { provider, ...traceOf(error) })
      }
    },
  }
}
