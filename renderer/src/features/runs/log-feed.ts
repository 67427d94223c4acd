/**
 * Keeps a log model fed: the last lines at once, then live ones by line number, and older pages when the view asks for
 * them. A stream that drops is read up to date and taken up again at the first line not yet held.
 */
import type { LogEvent, LogPage } from '#shared/contract/runs.ts'
import type { LogModel } from './log-model.ts'

/** Lines asked for at once. */
export const block = 5000

export interface LogSource {
  read(input: { from?: number; limit: number }): Promise<LogPage>
  follow(from: number, signal: AbortSignal): Promise<AsyncIterable<LogEvent>>
  /** Milliseconds by a clock that does not jump. */
  now(): number
  /** Waits; ends early, without an error, when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export type FeedState =
  | { phase: 'loading' }
  | { phase: 'live' }
  | { phase: 'reconnecting'; attempt: number; error: unknown }
  | { phase: 'ended' }
  | { phase: 'failed'; error: unknown }

export interface LogFeed {
  /** Runs until the log ended or `signal` aborts. */
  run(signal: AbortSignal): Promise<void>
  /** Reads the block around line `n` unless it is under way. */
  want(n: number): void
  state(): FeedState
  subscribe(listener: () => void): () => void
}

/** Milliseconds before the given attempt: half a second, doubling up to eight. */
export function retryDelay(attempt: number): number {
  return Math.min(8000, 500 * 2 ** (attempt - 1))
}

export function createLogFeed(model: LogModel, source: LogSource): LogFeed {
  let state: FeedState = { phase: 'loading' }
  const listeners = new Set<() => void>()
  const wanted = new Set<number>()
  const become = (next: FeedState) => {
    state = next
    for (const listener of listeners) listener()
  }

  const catchUp = async (lostAt: number) => {
    const from = model.summary().total
    const page = await source.read({ from, limit: block })
    if (page.total > from || page.lines.length > 0) {
      model.take(page, from)
      model.mark(from, { kind: 'refetched', lines: page.total - from, missingMs: source.now() - lostAt })
    }
  }

  /** Listens until the stream closes; `heard` is called for every event. */
  const listen = async (signal: AbortSignal, heard: () => void) => {
    const events = await source.follow(model.summary().total, signal)
    become({ phase: 'live' })
    for await (const event of events) {
      if (signal.aborted) return
      heard()
      model.receive(event)
    }
  }

  const followToTheEnd = async (signal: AbortSignal) => {
    let attempt = 0
    let lostAt: number | null = null
    const over = () => signal.aborted || model.summary().ended
    while (!over()) {
      let error: unknown = null
      try {
        if (lostAt !== null) await catchUp(lostAt)
        lostAt = null
        if (over()) return
        await listen(signal, () => {
          attempt = 0
        })
      } catch (caught) {
        error = caught
      }
      if (over()) return
      lostAt ??= source.now()
      attempt++
      become({ phase: 'reconnecting', attempt, error })
      await source.wait(retryDelay(attempt), signal)
    }
  }

  const readBlock = async (index: number) => {
    wanted.add(index)
    try {
      model.take(await source.read({ from: index * block, limit: block }), index * block)
    } catch {
      // The rows stay as placeholders; looking at them after a pause asks again.
      await source.wait(2000, new AbortController().signal)
    } finally {
      wanted.delete(index)
    }
  }

  return {
    async run(signal) {
      become({ phase: 'loading' })
      try {
        model.take(await source.read({ limit: block }), null)
      } catch (error) {
        if (!signal.aborted) become({ phase: 'failed', error })
        return
      }
      if (!model.summary().ended) await followToTheEnd(signal)
      if (!signal.aborted) become({ phase: 'ended' })
    },
    want(n) {
      const index = Math.floor(n / block)
      if (!wanted.has(index)) void readBlock(index)
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
