import { and, eq, inArray, ne } from 'drizzle-orm'
import type { SecretProviderId } from '#shared/contract/secrets.ts'
import type { Clock } from '../../ports/clock.ts'
import { newId, onUnique } from '../../ports/rows.ts'
import { declared } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { companySecrets, companySecretVersions } from '../../schema/secrets.ts'
import { currentThere } from './providers.ts'

export type ExternalStore = ReturnType<typeof externalStore>

interface Link {
  id: string
  companyId: string
  provider: SecretProviderId
  ref: string
  name: string
  actor: string
}

/** Rows of secrets that somebody else keeps at a provider. */
export function externalStore({ sql, clock }: { sql: Sql; clock: Clock }) {
  return {
    /** Under which names the references are linked already. */
    async linkedAs(companyId: string, refs: string[]): Promise<Map<string, string>> {
      if (refs.length === 0) return new Map()
      const rows = await sql.db
        .select({ ref: companySecrets.externalRef, name: companySecrets.name })
        .from(companySecrets)
        .where(and(eq(companySecrets.companyId, companyId), inArray(companySecrets.externalRef, refs), ne(companySecrets.status, 'deleted')))
      return new Map(rows.map(({ ref, name }) => [ref ?? '', name]))
    },

    /** Adds a reference with its one version, which follows what is current there. Throws NAME_TAKEN. */
    async insert(tx: Transaction, { id, companyId, provider, ref, name, actor }: Link): Promise<void> {
      const now = clock.now()
      await tx
        .insert(companySecrets)
        .values({
          id,
          companyId,
          name,
          provider,
          managed: false,
          externalRef: ref,
          currentVersion: 1,
          createdBy: actor,
          createdAt: now,
          updatedAt: now,
          rotatedAt: now,
        })
        .catch(
          onUnique('company_secrets_name', () =>
            declared('NAME_TAKEN', { name }, `Nothing was linked: this company has a secret called ${name} already. Choose another name for it.`),
          ),
        )
      await tx.insert(companySecretVersions).values({
        id: newId(),
        companyId,
        secretId: id,
        version: 1,
        providerVersion: currentThere,
        // Linking reads no value, so there is nothing to take a fingerprint of.
        fingerprint: '',
        origin: 'provider',
        createdBy: actor,
        createdAt: now,
      })
    },
  }
}
