/**
 * The supervisor of the embedded Postgres server: makes its cluster on first use, takes over what a killed host left,
 * starts it again when it dies, and stops it in order.
 */
import { type Connection, DatabaseFailure, type DatabaseServer } from '../../ports/sql.ts'
import { traceOf } from '../../ports/trace.ts'
import { bringUp, PAUSES_MS, type Running } from './bring-up.ts'
import { connectionTo, ensureDatabase } from './connect.ts'
import { didNotStart, fileFailure } from './failures.ts'
import { adoptOrEnd } from './orphan.ts'
import { type Cluster, type EmbeddedNeeds, prepareCluster } from './prepare.ts'
import { leaveSocketFolder } from './socket-folder.ts'

const STOP_MS = 3_500
/** A server that ran this long before it died gets all its restarts again. */
const STEADY_MS = 60_000

type Outcome = 'restarted' | DatabaseFailure

/** The embedded server of one home. Nothing happens before `start`. */
export function embeddedServer(needs: EmbeddedNeeds): DatabaseServer {
  return new EmbeddedServer(needs)
}

class EmbeddedServer implements DatabaseServer {
  readonly kind = 'embedded'
  instanceId: string | null = null
  readonly #needs: EmbeddedNeeds
  readonly #listeners: Array<(outcome: Outcome) => void> = []
  #wanted = false
  #starting: Promise<Connection> | null = null
  #running: Running | null = null
  #watching: Promise<void> = Promise.resolve()

  constructor(needs: EmbeddedNeeds) {
    this.#needs = needs
  }

  start(progress: (detail: string) => void): Promise<Connection> {
    this.#starting ??= this.#start(progress).catch((error: unknown) => {
      this.#starting = null
      throw error
    })
    return this.#starting
  }

  async stop(deadlineMs: number): Promise<void> {
    this.#wanted = false
    await this.#starting?.catch(() => {
      // Whoever called start has been told.
    })
    this.#starting = null
    const endpoint = this.#running?.endpoint
    await this.#running?.postmaster.stop(deadlineMs)
    // It may have been bringing a dead server up again.
    await this.#watching
    this.#running = null
    if (endpoint?.kind === 'socket') await leaveSocketFolder(endpoint.folder, this.#needs.paths.run)
  }

  onRestart(listener: (outcome: Outcome) => void): void {
    this.#listeners.push(listener)
  }

  async #start(progress: (detail: string) => void): Promise<Connection> {
    this.#wanted = true
    try {
      const cluster = await prepareCluster(this.#needs, progress)
      this.instanceId = cluster.instanceId
      const running = (await this.#adopt(cluster)) ?? (await this.#bringUp(cluster, null, progress))
      this.#running = running
      this.#watching = this.#watch(running, cluster)
      await ensureDatabase(await connectionTo(running.endpoint, 'postgres'))
      return await connectionTo(running.endpoint)
    } catch (error) {
      await this.#running?.postmaster.stop(STOP_MS)
      this.#running = null
      throw this.#named(error)
    }
  }

  async #adopt(cluster: Cluster): Promise<Running | null> {
    const orphan = await adoptOrEnd(cluster)
    if (orphan) this.#needs.log.info('database server of an earlier host taken over', { pid: orphan.postmaster.pid })
    return orphan
  }

  #bringUp(cluster: Cluster, previous: Running['endpoint'] | null, progress: (detail: string) => void): Promise<Running> {
    progress('Starting the database.')
    return bringUp(cluster, { previous, wanted: () => this.#wanted, progress })
  }

  /** Brings the server up again, on the same endpoint, whenever it ends by itself. */
  async #watch(first: Running, cluster: Cluster): Promise<void> {
    let current = first
    let deaths = 0
    for (;;) {
      const since = performance.now()
      await current.postmaster.ended
      if (current.postmaster.stopping || !this.#wanted) return
      deaths = performance.now() - since > STEADY_MS ? 1 : deaths + 1
      this.#needs.log.error('database server died', { pid: current.postmaster.pid, deaths })
      try {
        if (deaths > PAUSES_MS.length) throw didNotStart('it keeps dying', cluster.logFile)
        current = await this.#bringUp(cluster, current.endpoint, () => {})
      } catch (error) {
        this.#running = null
        this.#starting = null
        if (this.#wanted) this.#tell(this.#named(error))
        return
      }
      if (!this.#wanted) return current.postmaster.stop(STOP_MS)
      this.#running = current
      this.#tell('restarted')
    }
  }

  #tell(outcome: Outcome): void {
    if (outcome === 'restarted') this.#needs.log.info('database server started again')
    else this.#needs.log.error('database server stays down', { code: outcome.code })
    for (const listener of this.#listeners) listener(outcome)
  }

  /** Every failure of a start has a name, a sentence and something to do; one without is a server that did not start. */
  #named(error: unknown): DatabaseFailure {
    const { paths, log } = this.#needs
    const known = fileFailure(error, paths.home)
    if (known instanceof DatabaseFailure) return known
    const { message, code } = error as Error & { code?: string }
    log.error('database start failed', traceOf(error))
    return didNotStart(code ? `it failed with ${code}` : message, paths.logs)
  }
}
