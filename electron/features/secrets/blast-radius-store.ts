/** Who refers to a secret, and the env layers needed to say whose reference wins. No value of a plain binding is read. */
import { type SQL, sql } from 'drizzle-orm'
import type { EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import type { SecretBinding } from '#shared/contract/secrets.ts'
import type { Database, Transaction } from '../../ports/sql.ts'
import { inForce } from './list-store.ts'

/** What can no longer be read: every version of a secret, or one of them; `latest` goes with the current one. */
export interface Target {
  companyId: string
  secretId: string
  version: number | null
  /** Whether `latest` comes to it. */
  latest: boolean
}

export interface BoundRoutine {
  id: string
  name: string
  enabled: boolean
  agentId: string | null
  projectId: string | null
  nextDueAt: Date | null
  env: StoredEnv
}

/** Keys and what they refer to; plain values stay in the database. */
const withoutValues = (env: SQL) => sql`(select coalesce(jsonb_agg(jsonb_set(e, '{binding}', (e -> 'binding') - 'value') order by n), '[]')
  from jsonb_array_elements(${env}) with ordinality entries (e, n))`

const selectorOf = (text: string): 'latest' | number => (text === 'latest' ? 'latest' : Number(text))

/** Bindings in force to the target, by kind and name. */
export async function bindingsTo(db: Database | Transaction, { companyId, secretId, version, latest }: Target): Promise<SecretBinding[]> {
  const selectors = version === null ? null : [String(version), ...(latest ? ['latest'] : [])]
  const { rows } = await db.execute<Omit<SecretBinding, 'version'> & { version: string }>(sql`
    select b.target_type "targetType", b.target_id "targetId", coalesce(a.name, p.name, r.name, '') "targetName",
      b.config_path "configPath", b.version_selector version
    from ${inForce}
    left join agents a on b.target_type = 'agent' and a.id = b.target_id
    left join projects p on b.target_type = 'project' and p.id = b.target_id
    where b.company_id = ${companyId} and b.secret_id = ${secretId} and r.deleted_at is null
      and ${selectors ? sql`b.version_selector = any(${sql.param(selectors)})` : sql`true`}
    order by b.target_type, "targetName", b.config_path`)
  return rows.map((row) => ({ ...row, version: selectorOf(row.version) }))
}

/** Routines whose own layer, or that of their agent or project, is among the targets given. */
export async function routinesUnder(
  db: Database | Transaction,
  companyId: string,
  targets: Array<Pick<SecretBinding, 'targetType' | 'targetId'>>,
): Promise<BoundRoutine[]> {
  const ids = (layer: EnvLayer) => sql.param(targets.filter(({ targetType }) => targetType === layer).map(({ targetId }) => targetId))
  const { rows } = await db.execute<Omit<BoundRoutine, 'nextDueAt'> & { nextDueAt: number | null }>(sql`
    select r.id, r.name, r.enabled, r.agent_id "agentId", r.project_id "projectId", ${withoutValues(sql`r.env`)} env,
      case when r.enabled then (select (extract(epoch from min(t.next_due_at)) * 1000)::float8 from routine_triggers t
        where t.routine_id = r.id and t.enabled) end "nextDueAt"
    from routines r
    where r.company_id = ${companyId} and r.deleted_at is null and (r.id = any(${ids('routine')}::uuid[])
      or r.agent_id = any(${ids('agent')}::uuid[]) or r.project_id = any(${ids('project')}::uuid[]))`)
  return rows.map((row) => ({ ...row, nextDueAt: row.nextDueAt === null ? null : new Date(row.nextDueAt) }))
}

/** Env layers of agents or projects, by id. */
export async function layersOf(
  db: Database | Transaction,
  companyId: string,
  layer: 'agent' | 'project',
  ids: string[],
): Promise<Map<string, StoredEnv>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute<{ id: string; env: StoredEnv }>(sql`
    select o.id, ${withoutValues(sql`o.env`)} env from ${sql.identifier(`${layer}s`)} o
    where o.company_id = ${companyId} and o.id = any(${sql.param(ids)}::uuid[])`)
  return new Map(rows.map(({ id, env }) => [id, env]))
}

/** How many runs that are going on now were given it, by their receipts. */
export async function runsHolding(db: Database | Transaction, { companyId, secretId, version }: Target): Promise<number> {
  const held = JSON.stringify([version === null ? { secretId } : { secretId, version }])
  const { rows } = await db.execute<{ count: number }>(sql`
    select count(*)::int count from routine_runs
    where company_id = ${companyId} and status = 'running' and env_receipt @> ${held}::jsonb`)
  return rows[0]?.count ?? 0
}
