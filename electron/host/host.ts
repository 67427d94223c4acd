/** The whole product, in order: started in this order, stopped in reverse. */
import { createRouterClient } from '@orpc/server'
import { agentsFeature } from '../features/agents/index.ts'
import { companiesFeature } from '../features/companies/index.ts'
import { databaseFeature } from '../features/database/index.ts'
import { projectsFeature } from '../features/projects/index.ts'
import { routinesFeature } from '../features/routines/index.ts'
import { runsFeature } from '../features/runs/index.ts'
import { sampleFeature } from '../features/sample/index.ts'
import { secretsFeature } from '../features/secrets/index.ts'
import { settingsFeature } from '../features/settings/index.ts'
import { systemFeature } from '../features/system/index.ts'
import type { Ports } from '../ports/index.ts'
import { type Client, os } from '../ports/rpc.ts'
import { faults } from './faults.ts'
import { lifecycle } from './lifecycle.ts'
import { liveBus, paced, withoutRepeats } from './live.ts'
import { statusBoard } from './status.ts'

export type Host = ReturnType<typeof createHost>

/** Milliseconds that the scheduler, then runs, then Postgres get to end by themselves when the host stops. */
const SCHEDULER_DEADLINE_MS = 500
const RUNS_DEADLINE_MS = 3_000
const DATABASE_DEADLINE_MS = 3_500

export function createHost(ports: Ports) {
  const { clock, log } = ports
  const board = statusBoard(ports)
  const live = liveBus()
  ports.databaseServer.onRestart(board.databaseChanged)

  const database = databaseFeature({ ...ports, onFailure: board.databaseChanged })
  const base = { ...ports, sql: database.sql, live }
  const settings = settingsFeature(base)
  const secrets = secretsFeature(base)
  const env = { bind: secrets.bind, refuseInline: secrets.refuseInline, describe: secrets.describe }
  const projects = projectsFeature({ ...base, ...env })
  const agents = agentsFeature({ ...base, ...env })
  const runs = runsFeature({ ...base, resolve: secrets.resolve, compareReceipt: secrets.compareReceipt })
  const past = { compare: secrets.compare, versionsAt: secrets.versionsAt }
  const routines = routinesFeature({ ...base, ...env, ...past, enqueue: runs.enqueue, wake: runs.wake })
  const companies = companiesFeature({ ...base, evict: runs.evict })
  const sample = sampleFeature({ ...base, companies, evict: runs.evict, recordPastRuns: runs.recordPast, client: () => client })
  const system = systemFeature({
    ...base,
    status: board.status,
    aboutDatabase: database.about,
    checks: [
      { id: 'database', title: 'Database', look: database.health },
      { id: 'vault', title: 'Secret vault', look: secrets.health },
      { id: 'scheduler', title: 'Scheduler', look: routines.scheduler.health },
      { id: 'configuration', title: 'Configuration', look: settings.health },
    ],
    watchStatus: (signal) =>
      paced(board.follow, { clock, signal, collectMs: 20, limit: 100, beatMs: 10_000, make: (items) => items.at(-1) ?? board.status() }),
    watchChanges: (signal) =>
      paced(live.subscribe, {
        clock,
        signal,
        collectMs: 25,
        limit: 500,
        beatMs: 8_000,
        make: (items, dropped) => ({ changes: withoutRepeats(items), dropped, at: clock.now() }),
      }),
  })

  const router = os.use(faults({ log, known: ports.known, status: board.status })).router({
    system: system.router,
    settings: settings.router,
    companies: companies.router,
    projects: projects.router,
    agents: agents.router,
    secrets: secrets.router,
    vault: secrets.vaultRouter,
    routines: routines.router.routines,
    triggers: routines.router.triggers,
    runs: runs.router,
    sample: sample.router,
  })

  const client: Client = createRouterClient(router)

  const { start, stop } = lifecycle({
    start: () =>
      board.during(async () => {
        await database.start(board.databaseProgress)
        await secrets.start()
        await runs.start()
        await routines.scheduler.start()
      }),
    async stop() {
      board.stopping()
      await routines.scheduler.stop(SCHEDULER_DEADLINE_MS)
      await runs.stop(RUNS_DEADLINE_MS)
      await secrets.stop()
      await database.stop(DATABASE_DEADLINE_MS)
      await log.flush()
    },
  })

  return { router, start, stop, status: board.status, onStatus: board.follow }
}
