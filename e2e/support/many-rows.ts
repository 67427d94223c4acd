/** Ten thousand routines and many runs, made from one of each in the database itself: by the contract it would take minutes. */
import { join } from 'node:path'
import { connectionTo, withClient } from '../../electron/adapters/postgres/connect.ts'
import { readPidFile } from '../../electron/adapters/postgres/pid-file.ts'

const statuses = ['succeeded', 'succeeded', 'succeeded', 'failed', 'cancelled', 'timed_out']

/**
 * Copies a routine 9,999 times and gives it 999 more runs; with `runsEach`, every copy gets runs of mixed results too.
 * False where the database has no Unix socket to reach it by.
 */
export async function multiply(home: string, { routineId, runId }: { routineId: string; runId: string }, runsEach = 0): Promise<boolean> {
  const socketFolder = (await readPidFile(join(home, 'db')))?.socketFolder
  if (!socketFolder) return false
  await withClient(await connectionTo({ kind: 'socket', folder: socketFolder }), async (sql) => {
    await sql.query('begin')
    await sql.query(
      `create temp table made on commit drop as
       select n, gen_random_uuid() as routine, gen_random_uuid() as revision, 'Routine ' || to_char(n, 'FM00000') as name from generate_series(1, 9999) n`,
    )
    await sql.query(
      `insert into routines (id, company_id, agent_id, name, args, env, enabled, revision_id, revision_number)
       select made.routine, company_id, agent_id, made.name, args, env, enabled, made.revision, 1 from routines, made where id = $1`,
      [routineId],
    )
    await sql.query(
      `insert into routine_revisions (id, company_id, routine_id, number, snapshot, changed, created_by)
       select made.revision, company_id, made.routine, 1, snapshot, changed, created_by from routine_revisions, made where routine_id = $1`,
      [routineId],
    )
    const copied = 'agent_id, source, actor'
    const ended = 'reason, exit_code, queued_at, started_at, finished_at'
    await sql.query(
      `insert into routine_runs (id, company_id, routine_id, routine_revision_id, status, duration_ms, ${copied}, ${ended})
       select gen_random_uuid(), company_id, routine_id, routine_revision_id, status, duration_ms, ${copied}, ${ended}
       from routine_runs, generate_series(2, 1000) where id = $1`,
      [runId],
    )
    await sql.query(
      `insert into routine_runs (id, company_id, routine_id, routine_revision_id, status, duration_ms, ${copied}, ${ended})
       select gen_random_uuid(), company_id, made.routine, made.revision, ($2::text[])[1 + (made.n * 7 + k) % 6], 1000 + (made.n * 7919 + k * 104729) % 60000,
       ${copied}, ${ended} from routine_runs, made, generate_series(1, $3::int) k where id = $1`,
      [runId, statuses, runsEach],
    )
    await sql.query('commit')
    await sql.query('analyze')
  })
  return true
}
