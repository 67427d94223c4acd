/**
 * Streams to clients. The carriers have no back-pressure, so a stream that runs unpaced floods the client and blocks
 * the host; everything that streams therefore goes through `paced`.
 */
import { EventEmitter } from 'node:events'
import type { Change } from '#shared/contract/system.ts'
import type { Clock } from '../ports/clock.ts'
import type { Live } from '../ports/live.ts'

export interface Pace<T, R> {
  clock: Clock
  /** Milliseconds to collect before a batch goes out. */
  collectMs: number
  /** Most items of a batch; further ones are counted as dropped. */
  limit: number
  /** An empty batch goes out when nothing happened for this many milliseconds. */
  beatMs: number
  signal: AbortSignal | undefined
  /** Makes what the client gets of one batch. */
  make(items: T[], dropped: number): R
}

/** Turns a subscription into bounded batches; unsubscribes when the client goes away. */
export async function* paced<T, R>(subscribe: (push: (item: T) => void) => () => void, pace: Pace<T, R>): AsyncGenerator<R, void> {
  const { clock, signal } = pace
  let items: T[] = []
  let dropped = 0
  let wake = () => {}
  const unsubscribe = subscribe((item) => {
    if (items.length < pace.limit) items.push(item)
    else dropped += 1
    wake()
  })
  const onAbort = () => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    while (!signal?.aborted) {
      if (items.length === 0) {
        await new Promise<void>((resolve) => {
          const cancel = clock.after(pace.beatMs, () => resolve())
          wake = () => {
            cancel()
            resolve()
          }
        })
        if (items.length > 0) await clock.sleep(pace.collectMs)
      }
      if (signal?.aborted) return
      const batch = pace.make(items, dropped)
      items = []
      dropped = 0
      yield batch
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    unsubscribe()
  }
}

export interface LiveBus extends Live {
  subscribe(listener: (change: Change) => void): () => void
}

export function liveBus(): LiveBus {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    publish: (change) => void emitter.emit('change', change),
    subscribe(listener) {
      emitter.on('change', listener)
      return () => emitter.off('change', listener)
    },
  }
}

/** Drops what says the same again: a client reads the thing itself, so one notice a thing is enough. */
export function withoutRepeats(changes: Change[]): Change[] {
  const latest = new Map(changes.map((change) => [`${change.noun} ${change.id} ${change.kind === 'removed'}`, change]))
  return [...latest.values()]
}
