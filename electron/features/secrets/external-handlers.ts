/** Secrets that others keep at a provider: found without reading a value, and linked by reference. */
import type { Clock } from '../../ports/clock.ts'
import type { Live } from '../../ports/live.ts'
import { newId } from '../../ports/rows.ts'
import { declared, notFound, os } from '../../ports/rpc.ts'
import { ProviderFailure } from '../../ports/secret-provider.ts'
import type { Sql } from '../../ports/sql.ts'
import type { ExternalStore } from './external-store.ts'
import type { SecretProviders } from './providers.ts'
import type { SecretStore } from './store.ts'
import type { Trail } from './trail.ts'

interface Needs {
  sql: Sql
  clock: Clock
  live: Live
  actor: string
  store: SecretStore
  external: ExternalStore
  providers: SecretProviders
  trail: Trail
}

/** Answers as `work` does; a provider that cannot is the declared error PROVIDER_UNAVAILABLE. */
export async function declaringOutage<T>(provider: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    throw declared('PROVIDER_UNAVAILABLE', { provider, code: error.code }, `Nothing was changed. ${error.message}`)
  }
}

export function externalHandlers({ sql, clock, live, actor, store, external, providers, trail }: Needs) {
  return {
    listExternal: os.secrets.listExternal.handler(async ({ input: { companyId, provider, query, cursor } }) => {
      if (!(await store.hasCompany(companyId))) throw notFound('company')
      const { items, nextCursor } = await declaringOutage(provider, async () => (await providers.provider(provider)).list({ query, cursor }))
      const linked = await external.linkedAs(
        companyId,
        items.map((item) => item.ref),
      )
      return { items: items.map((item) => ({ ...item, linkedAs: linked.get(item.ref) ?? null })), nextCursor }
    }),

    link: os.secrets.link.handler(async ({ input: { companyId, provider, rows } }) => {
      await declaringOutage(provider, () => providers.provider(provider))
      const links = rows.map((row) => ({ ...row, id: newId(), companyId, provider, actor }))
      await sql.db.transaction(async (tx) => {
        await store.holdCompany(tx, companyId)
        for (const link of links) await external.insert(tx, link)
        await trail.record(
          tx,
          companyId,
          links.map(({ id }) => ({
            secretId: id,
            version: 1,
            action: 'link' as const,
            consumerType: 'person' as const,
            consumerId: null,
            routineId: null,
            configPath: '',
            actor,
            outcome: 'success' as const,
            code: null,
            reason: '',
            at: clock.now(),
          })),
        )
      })
      for (const { id } of links) live.publish({ noun: 'secret', id, companyId, kind: 'created' })
      const made = new Set(links.map((link) => link.id))
      return (await store.list(companyId)).filter((secret) => made.has(secret.id))
    }),
  }
}
