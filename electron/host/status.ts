/** Where start-up stands, for everyone who watches it. */
import { EventEmitter } from 'node:events'
import type { HostStatus } from '#shared/contract/system.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { DatabaseFailure } from '../ports/sql.ts'
import { traceOf } from '../ports/trace.ts'

export function statusBoard({ clock, log, version }: { clock: Clock; log: Log; version: string }) {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  let status: HostStatus = { phase: 'starting', detail: 'Starting.', failure: null, version, startedAt: clock.now() }

  function set(change: Partial<HostStatus>) {
    status = { ...status, ...change }
    emitter.emit('status', status)
  }

  return {
    status: () => status,

    /** Calls `listener` on every change; the answer ends it. */
    follow(listener: (status: HostStatus) => void) {
      listener(status)
      emitter.on('status', listener)
      return () => void emitter.off('status', listener)
    },

    databaseProgress(detail: string) {
      set({ phase: /^migrating/i.test(detail) ? 'migrating' : 'database', detail })
    },

    /** Runs start-up; a failure is shown as a named state before it is passed on. */
    async during(startUp: () => Promise<void>) {
      set({ phase: 'database', detail: 'Starting the database.', failure: null, startedAt: clock.now() })
      try {
        await startUp()
        set({ phase: 'ready', detail: 'Ready.' })
      } catch (error) {
        const failure = failureOf(error)
        // Of what nobody declared, this line is all that is left.
        log.error('start failed', error instanceof DatabaseFailure ? { code: error.code } : traceOf(error))
        set({ phase: 'failed', detail: failure.message, failure })
        throw error
      }
    },

    /** The database came back, or stays away, while everything else was running. */
    databaseChanged(outcome: 'restarted' | DatabaseFailure) {
      // While starting or stopping, those steps say where things stand: the database alone makes no host ready.
      if (status.phase !== 'ready') return
      if (outcome === 'restarted') return set({ detail: 'Ready.' })
      set({ phase: 'failed', detail: outcome.message, failure: failureOf(outcome) })
    },

    stopping: () => set({ phase: 'stopping', detail: 'Stopping.' }),
  }
}

function failureOf(error: unknown): { code: string; message: string; action: string } {
  if (error instanceof DatabaseFailure) return { code: error.code, message: error.message, action: error.action }
  return {
    code: 'internal',
    message: 'Wheelhouse could not start because of a fault of its own.',
    action: 'Look into the newest host log in the logs folder, and start again.',
  }
}
