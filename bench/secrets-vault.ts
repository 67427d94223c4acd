/** The list of ten thousand secrets through the router, its answer checked by the contract, beside a bare select of the same rows. */
import { call } from '@orpc/server'
import type { Pool } from 'pg'
import { secretsNeeds } from '../electron/adapters/memory/secrets-needs.ts'
import { secretsFeature } from '../electron/features/secrets/index.ts'
import { newId } from '../electron/ports/rows.ts'
import { type Figure, median } from './report.ts'
import { withDatabase } from './secrets-database.ts'

const SECRETS = 10_000
/** Every fifth is bound somewhere, and every hundredth holds the value of another. */
const BOUND_EVERY = 5
const SAME_EVERY = 100
const ROUNDS = 40
const WARM_UP = 10

const bareSelect = `select s.id, s.company_id, s.name, s.description, s.provider, s.managed, s.external_ref, s.status, s.status_reason, s.status_by,
    s.status_at, s.current_version, v.fingerprint, s.rotate_every_days, s.expires_at, s.created_by, s.created_at, s.rotated_at, s.last_accessed_at
  from company_secrets s join company_secret_versions v on v.secret_id = s.id and v.version = s.current_version
  where s.company_id = $1 and s.status <> 'deleted' order by lower(s.name)`

async function fill(pool: Pool): Promise<string> {
  const companyId = newId()
  await pool.query(`insert into companies (id, name) values ($1, 'Bench')`, [companyId])
  await pool.query(
    `insert into company_secrets (id, company_id, name, description, current_version, created_by, last_accessed_at, expires_at)
     select gen_random_uuid(), $1, 'secret ' || n, 'What it is for, in a sentence.', 2, 'ada', now(), case when n % 3 = 0 then now() + interval '1 year' end
     from generate_series(1, $2::int) n`,
    [companyId, SECRETS],
  )
  await pool.query(
    `insert into company_secret_versions (id, company_id, secret_id, version, material, fingerprint, created_by)
     select gen_random_uuid(), company_id, id, v, '{}', case when row_number() over () % $2 = 0 then 'same' else left(md5(id::text || v), 8) end, 'ada'
     from company_secrets, generate_series(1, 2) v where company_id = $1`,
    [companyId, SAME_EVERY],
  )
  await pool.query(
    `insert into company_secret_bindings (id, company_id, secret_id, target_type, target_id, config_path, version_selector)
     select gen_random_uuid(), company_id, id, 'agent', gen_random_uuid(), 'env.TOKEN', 'latest'
     from (select *, row_number() over () n from company_secrets where company_id = $1) s where n % $2 = 0`,
    [companyId, BOUND_EVERY],
  )
  await pool.query('vacuum analyze')
  return companyId
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

export function vaultFigures(): Promise<Figure[]> {
  return withDatabase(async ({ sql, pool }) => {
    const companyId = await fill(pool)
    const { router } = secretsFeature(secretsNeeds(sql))
    const ours: number[] = []
    const peer: number[] = []
    // In turns, so that whatever else the machine does meets both.
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      const list = await milliseconds(() => call(router.list, { companyId }))
      const bare = await milliseconds(() => pool.query(bareSelect, [companyId]))
      if (round >= WARM_UP) {
        ours.push(list)
        peer.push(bare)
      }
    }
    return [{ figure: `list of ${SECRETS} secrets, median`, ours: median(ours), peer: median(peer), unit: 'ms' }]
  })
}
