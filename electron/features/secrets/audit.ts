/** The audit: the trail that everything done with secrets is written to, its checkpoints outside the database, and its check. */
import type { CheckpointStore } from '../../ports/checkpoint.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Sql } from '../../ports/sql.ts'
import { traceOf } from '../../ports/trace.ts'
import { auditVerifier } from './audit-verifier.ts'
import { checkpointKeeper } from './checkpoint-keeper.ts'
import { type ChainKeys, createTrail } from './trail.ts'
import { companiesWithLoose } from './trail-store.ts'

interface Needs {
  sql: Sql
  clock: Clock
  log: Log
  /** The vault, which keeps the keys of the chains. */
  keys: ChainKeys
  checkpoints: CheckpointStore
}

export type Audit = ReturnType<typeof createAudit>

export function createAudit(needs: Needs) {
  const { sql, keys } = needs
  const keeper = checkpointKeeper(needs)
  const trail = createTrail({ ...needs, grown: keeper.grown })

  /** Chains what was written while the vault was locked. Does nothing while it still is. */
  async function chainLoose(): Promise<void> {
    if ((await keys.open()) !== null) return
    for (const companyId of await companiesWithLoose(sql.db)) await sql.db.transaction((tx) => trail.chainLoose(tx, companyId))
  }

  /** One at a time; what fails is tried again with the next entry. */
  let chaining: Promise<void> = Promise.resolve()
  function vaultOpened(): void {
    chaining = chaining.then(chainLoose).catch((error: unknown) => needs.log.warn('audit.not_chained', traceOf(error)))
  }

  return {
    trail,
    verify: auditVerifier(needs),
    /** Has what was written while the vault was locked chained, in the background. */
    vaultOpened,
    health: keeper.health,

    /** Chains what is loose and looks at every trail: an earlier host may not have got to it. */
    async start(): Promise<void> {
      await chainLoose()
      await keeper.start()
    },

    async stop(): Promise<void> {
      await chaining
      await keeper.stop()
    },
  }
}
