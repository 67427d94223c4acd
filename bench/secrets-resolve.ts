/**
 * What a run waits for before it starts: an environment of a hundred keys in three layers, forty of them secrets, beside a
 * bare node-postgres that reads and writes the same rows without keys, chain or checks. And how long checking a trail takes.
 */
import { randomBytes } from 'node:crypto'
import { call } from '@orpc/server'
import type { Pool } from 'pg'
import { memoryKeyStore } from '../electron/adapters/memory/memory-key-store.ts'
import { secretsNeeds } from '../electron/adapters/memory/secrets-needs.ts'
import { secretsFeature } from '../electron/features/secrets/index.ts'
import { newId } from '../electron/ports/rows.ts'
import type { LayerSource } from '../electron/ports/work.ts'
import type { EnvLayer, StoredEnv } from '../shared/contract/env.ts'
import { type Figure, median, quantile } from './report.ts'
import { withDatabase } from './secrets-database.ts'

const KEYS = 100
const SECRETS = 40
const ROUNDS = 400
const WARM_UP = 60
const ENTRIES = 100_000

export function resolveFigures(): Promise<Figure[]> {
  return withDatabase(async ({ sql, pool }) => {
    const secrets = secretsFeature({ ...secretsNeeds(sql), keyStore: memoryKeyStore(randomBytes(32)) })
    const [companyId, ids] = await companyOf(pool, secrets)
    // A company of its own: what the peer writes is in no chain, and ours would wait to chain it.
    const [peerId, peerIds] = await companyOf(pool, secrets)
    const layers = (['agent', 'project', 'routine'] as const).map((layer, n) => layerOf(layer, n, ids))
    await sql.db.transaction(async (tx) => {
      for (const { layer: targetType, sourceId: targetId, env } of layers) await secrets.bind(tx, { companyId, targetType, targetId, env })
    })
    const ours = () => secrets.resolve({ companyId, runId: newId(), routineId: newId(), actor: 'bench', layers })
    const { values } = await ours()
    if (Object.keys(values).length !== KEYS) throw new Error('The environment is not the one to be measured.')
    await pool.query('vacuum analyze')
    const [mine, bare]: [number[], number[]] = [[], []]
    // In turns, so that whatever else the machine does meets both.
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      const [a, b] = [await milliseconds(ours), await milliseconds(() => bareResolve(pool, peerId, peerIds))]
      if (round < WARM_UP) continue
      mine.push(a)
      bare.push(b)
    }
    const what = `resolve ${KEYS} keys, ${SECRETS} of them secrets`
    return [
      { figure: `${what}, p50`, ours: median(mine), peer: median(bare), unit: 'ms' },
      { figure: `${what}, p99`, ours: quantile(mine, 0.99), peer: quantile(bare, 0.99), unit: 'ms' },
      await checking(pool, secrets, companyId, ours),
    ]
  })
}

async function companyOf(pool: Pool, secrets: ReturnType<typeof secretsFeature>): Promise<[companyId: string, ids: string[]]> {
  const companyId = newId()
  await pool.query('insert into companies (id, name) values ($1, $2)', [companyId, `Bench ${companyId}`])
  const ids: string[] = []
  for (let n = 0; n < SECRETS; n += 1)
    ids.push((await call(secrets.router.create, { companyId, name: `secret ${n}`, value: randomBytes(30).toString('base64url') })).id)
  return [companyId, ids]
}

/** A third of the keys in each layer, every one of them with a secret where there are any left. */
function layerOf(layer: EnvLayer, n: number, ids: string[]): LayerSource {
  const env: StoredEnv = Array.from({ length: KEYS }, (_, i) => i)
    .filter((i) => i % 3 === n)
    .map((i) => {
      const secretId = ids[i]
      return {
        key: `KEY_${i}`,
        binding: secretId ? { kind: 'secret', secretId, version: 'latest' } : { kind: 'plain', visibility: 'masked', value: `value ${i}` },
      }
    })
  return { layer, sourceId: newId(), sourceName: layer, env, changedAt: new Date(), changedBy: 'bench' }
}

/** The same reads and writes by the driver alone. */
async function bareResolve(pool: Pool, companyId: string, ids: string[]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query({
      name: 'bare-read',
      text: `select s.id, s.name, s.status, v.version, v.fingerprint, v.material, k.wrapped from company_secrets s
        join company_secret_versions v on v.secret_id = s.id and v.version = s.current_version
        join company_data_keys k on k.id::text = v.material ->> 'keyId'
        where s.company_id = $1 and s.id = any($2::uuid[]) order by s.id for no key update of s`,
      values: [companyId, ids],
    })
    await client.query({
      name: 'bare-write',
      text: `insert into secret_access_events (company_id, secret_id, version, consumer_type, consumer_id, routine_id, config_path, actor, outcome, reason)
        select $1, id, 1, 'run', $3, $4, 'env.KEY_' || n, 'bare', 'success', '' from unnest($2::uuid[]) with ordinality e (id, n)`,
      values: [companyId, ids, newId(), newId()],
    })
    await client.query({
      name: 'bare-touch',
      text: 'update company_secrets set last_accessed_at = now() where company_id = $1 and id = any($2::uuid[])',
      values: [companyId, ids],
    })
    await client.query('commit')
  } finally {
    client.release()
  }
}

/** The trail brought to a hundred thousand entries in the product's own way, then checked. */
async function checking(pool: Pool, secrets: ReturnType<typeof secretsFeature>, companyId: string, write: () => Promise<unknown>): Promise<Figure> {
  const count = async () =>
    Number((await pool.query<{ n: string }>('select count(*) n from secret_access_events where company_id = $1', [companyId])).rows[0]?.n)
  for (let have = await count(); have < ENTRIES; have += SECRETS) await write()
  await pool.query('vacuum analyze')
  const started = performance.now()
  const [verdict] = await call(secrets.router.verifyAudit, { companyId })
  const took = performance.now() - started
  if (verdict?.verdict !== 'intact' || verdict.entries < ENTRIES) throw new Error(`The trail is not what it should be: ${verdict?.message}`)
  return { figure: `checking a trail of ${ENTRIES} entries`, ours: took, peer: null, unit: 'ms' }
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
