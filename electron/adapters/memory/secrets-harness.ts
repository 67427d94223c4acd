/** A vault with a real database and a clock that moves when told, for tests of what happens to secrets. */
import { randomBytes } from 'node:crypto'
import { call } from '@orpc/server'
import { and, asc, eq, ne } from 'drizzle-orm'
import type { EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import { type SecretsNeeds, secretsFeature } from '../../features/secrets/index.ts'
import { newId } from '../../ports/rows.ts'
import type { Sql } from '../../ports/sql.ts'
import { agents, companies, companySecretVersions, instance, projects, routines, routineTriggers, secretAccessEvents } from '../../schema/index.ts'
import { memoryKeyStore } from './memory-key-store.ts'
import { secretsNeeds } from './secrets-needs.ts'

/** One for every vault of a test file: what one of them sealed the next can read. */
const key = randomBytes(32)

export type SecretsHarness = Awaited<ReturnType<typeof secretsHarness>>

/** The failure of `work`, which has to fail. */
export function failure(work: Promise<unknown>): Promise<Error & { code: string; data: Record<string, unknown> }> {
  return work.then(
    () => {
      throw new Error('it should have failed')
    },
    (error: unknown) => error as Error & { code: string; data: Record<string, unknown> },
  )
}

export const reference = (key: string, secretId: string, version: 'latest' | number = 'latest'): StoredEnv[number] => ({
  key,
  binding: { kind: 'secret', secretId, version },
})

export const plain = (key: string, value = 'x'): StoredEnv[number] => ({ key, binding: { kind: 'plain', visibility: 'visible', value } })

/** A fresh vault each time it is called, over the same rows. */
export async function secretsHarness(sql: Sql, changes: Omit<Partial<SecretsNeeds>, 'sql' | 'clock' | 'live'> = {}) {
  await sql.db.insert(instance).values({ id: newId() }).onConflictDoNothing()
  const needs = { ...secretsNeeds(sql), keyStore: memoryKeyStore(key), ...changes }
  const secrets = secretsFeature(needs)
  const { router, bind } = secrets

  /** Saves an env as agents, projects and routines do: with its bindings. */
  const save = (companyId: string, targetType: EnvLayer, targetId: string, env: StoredEnv) =>
    sql.db.transaction(async (tx) => {
      const table = { agent: agents, project: projects, routine: routines }[targetType]
      await tx.update(table).set({ env }).where(eq(table.id, targetId))
      await bind(tx, { companyId, targetType, targetId, env })
    })

  return {
    ...needs,
    secrets,
    router,
    save,

    async company(name?: string): Promise<string> {
      const id = newId()
      await sql.db.insert(companies).values({ id, name: name ?? `Company ${id}` })
      return id
    },

    async agent(companyId: string, name: string, env: StoredEnv = []): Promise<string> {
      const id = newId()
      const adapter = { kind: 'process' as const, command: 'x', args: [], cwd: null, timeoutSec: 1, graceSec: 1 }
      await sql.db.insert(agents).values({ id, companyId, name, adapter })
      await save(companyId, 'agent', id, env)
      return id
    },

    async project(companyId: string, name: string, env: StoredEnv = []): Promise<string> {
      const id = newId()
      await sql.db.insert(projects).values({ id, companyId, name })
      await save(companyId, 'project', id, env)
      return id
    },

    async routine(companyId: string, name: string, seed: RoutineSeed): Promise<string> {
      const { env = [], due = null, ...fields } = seed
      const id = newId()
      await sql.db.insert(routines).values({ id, companyId, name, revisionId: newId(), revisionNumber: 1, ...fields })
      if (due) {
        const trigger = { id: newId(), companyId, routineId: id, kind: 'cron' as const, cron: '0 9 * * *', timezone: 'UTC' }
        await sql.db.insert(routineTriggers).values({ ...trigger, nextDueAt: due })
      }
      await save(companyId, 'routine', id, env)
      return id
    },

    create: (companyId: string, name: string, value = 'a value') => call(router.create, { companyId, name, value }),
    get: (companyId: string, id: string) => call(router.get, { companyId, id }),

    /** What the trail says of changes, oldest first. */
    trailOf: (companyId: string) =>
      sql.db
        .select({
          secretId: secretAccessEvents.secretId,
          version: secretAccessEvents.version,
          action: secretAccessEvents.action,
          by: secretAccessEvents.consumerType,
          actor: secretAccessEvents.actor,
          reason: secretAccessEvents.reason,
        })
        .from(secretAccessEvents)
        .where(and(eq(secretAccessEvents.companyId, companyId), ne(secretAccessEvents.action, 'resolve')))
        .orderBy(asc(secretAccessEvents.id)),

    /** Rows of a secret's versions, lowest number first. */
    versionRows: (secretId: string) =>
      sql.db.select().from(companySecretVersions).where(eq(companySecretVersions.secretId, secretId)).orderBy(asc(companySecretVersions.version)),

    /** What a run would get for one reference. */
    async read(companyId: string, secretId: string, version: 'latest' | number = 'latest'): Promise<string | undefined> {
      const source = { layer: 'routine' as const, sourceId: newId(), sourceName: 'it', changedAt: new Date(0), changedBy: 'ada' }
      const layers = [{ ...source, env: [reference('KEY', secretId, version)] }]
      const { values } = await secrets.resolve({ companyId, runId: newId(), routineId: newId(), actor: 'ada', layers })
      return values.KEY
    },
  }
}

interface RoutineSeed {
  agentId: string
  projectId?: string
  enabled?: boolean
  env?: StoredEnv
  /** When its trigger fires next. */
  due?: Date
}
