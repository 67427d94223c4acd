/** Runs with real processes, a real database and a folder of their own, for tests: starts a script and waits for what it does. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { vi } from 'vitest'
import type { Run, RunStatus } from '#shared/contract/runs.ts'
import { type RunsNeeds, runsFeature } from '../../features/runs/index.ts'
import { knownValues } from '../../ports/known-values.ts'
import type { Paths } from '../../ports/paths.ts'
import { newId } from '../../ports/rows.ts'
import type { ResolveEnv } from '../../ports/work.ts'
import { routineRevisions, routineRuns, routines } from '../../schema/index.ts'
import { systemClock } from '../node/clock.ts'
import { nodeProcesses } from '../node/processes.ts'
import { recordingLive } from './recording-live.ts'
import { type CompanySeed, seedCompany } from './seed-company.ts'
import { silentLog } from './silent-log.ts'
import type { TestDatabase } from './test-database.ts'

export interface ScriptRoutine {
  companyId: string
  routineId: string
  agentId: string
  revisionId: string
}

export type RunsHarness = Awaited<ReturnType<typeof runsHarness>>

/** Waits until `read` answers something `good`, for at most thirty seconds. */
export async function until<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const look = async () => {
    const value = await read()
    return good(value) && { value }
  }
  return (await vi.waitUntil(look, { timeout: 30_000, interval: 15 })).value
}

export async function runsHarness(database: TestDatabase, resolve: ResolveEnv, processes: RunsNeeds['processes'] = nodeProcesses()) {
  const home = await mkdtemp(join(tmpdir(), 'wheelhouse-runs-'))
  const live = recordingLive()
  const log = silentLog()
  const clock = systemClock({ onError: (error) => log.error('clock.task_failed', { error: String(error) }) })
  const paths = { runs: join(home, 'runs') } as Paths
  const make = () =>
    runsFeature({
      sql: database.sql,
      clock,
      live,
      log,
      known: knownValues(),
      paths,
      processes,
      actor: 'ada',
      resolve,
      compareReceipt: async () => [],
    })
  let feature = make()

  const get = ({ companyId, id }: Run) => call(feature.router.get, { companyId, id })
  const logOf = ({ companyId, id }: Run, page = {}) => call(feature.router.log, { companyId, id, ...page })
  const text = async (run: Run) => (await logOf(run)).lines.filter(({ stream }) => stream !== 'host').map((line) => line.text)

  return {
    home,
    live,
    log,
    make,
    get,
    logOf,
    /** What the child wrote so far, without the host's own lines. */
    text,
    get feature() {
      return feature
    },

    /** Starts a fresh host over the same rows and files. */
    async restart(): Promise<void> {
      feature = make()
      await feature.start()
    },

    start: ({ companyId, routineId }: Pick<ScriptRoutine, 'companyId' | 'routineId'>, options: { debug?: boolean; retryOf?: string } = {}) =>
      call(feature.router.start, { companyId, routineId, ...options }),
    ended: (run: Run) =>
      until(
        () => get(run),
        ({ status }) => !['queued', 'running'].includes(status),
      ),
    reaches: (run: Run, wanted: RunStatus) =>
      until(
        () => get(run),
        ({ status }) => status === wanted,
      ),
    says: (run: Run, word: string) =>
      until(
        () => text(run),
        (lines) => lines.some((line) => line.includes(word)),
      ),

    /** A routine whose agent runs `/bin/sh -c <script>`. */
    async routine(script: string, seed: CompanySeed & { env?: Array<[string, string]> } = {}): Promise<ScriptRoutine> {
      const { companyId, agentId, projectId } = await seedCompany(database.sql, seed)
      const [id, revisionId] = [newId(), newId()]
      const env = (seed.env ?? []).map(([key, value]) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } }))
      const fields = { name: 'Nightly', description: '', projectId, agentId, enabled: true, args: [script], env }
      const revision = { id: revisionId, companyId, routineId: id, number: 1, changed: ['config' as const], createdBy: 'ada' }
      await database.sql.db.insert(routines).values({ id, companyId, ...fields, revisionId, revisionNumber: 1 })
      await database.sql.db.insert(routineRevisions).values({ ...revision, snapshot: { ...fields, triggers: [] } })
      return { companyId, routineId: id, agentId, revisionId }
    },

    /** Stops the host and clears rows and files away. */
    async close(): Promise<void> {
      await feature.stop(3_000)
      await database.sql.db.delete(routineRuns)
      await rm(home, { recursive: true, force: true })
    },
  }
}
