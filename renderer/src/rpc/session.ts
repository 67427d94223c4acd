/** Keeps one link to the host alive: opens it, listens to the beats, notices silence, and opens the next one. */
import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client'
import type { Change, HostStatus } from '#shared/contract/system.ts'
import { AccessRefused, type Carrier, type OpenLink } from './carrier.ts'
import { useConnection } from './connection.ts'
import { ConnectionLost } from './friendly-error.ts'
import type { Client } from './types.ts'

export interface SessionEvents {
  /** Something changed; `everything` when so much did that all must be read again. */
  onChanges(changes: readonly Change[], everything: boolean): void
}

export interface SessionTimes {
  /** Wait before attempt n, milliseconds. */
  backoffMs: (attempt: number) => number
  /** Silence after which a link counts as dead, milliseconds. The host beats at least every 10 s. */
  silenceMs: number
  /** How long a call waits for a link before it fails, milliseconds. */
  patienceMs: number
}

export const usualTimes: SessionTimes = {
  backoffMs: (attempt) => Math.min(5000, 250 * 2 ** Math.max(0, attempt - 1)),
  silenceMs: 25_000,
  patienceMs: 10_000,
}

/** From this many failed attempts on, the window says "offline" instead of "reconnecting". */
const offlineFrom = 6

export interface Session {
  client: Client
  /** Runs until `stop`; resolves then, or when the host refuses us. */
  run(): Promise<void>
  /** Drops a link that looks alive but may not be, after sleep say. */
  checkNow(): void
  stop(): void
}

/** Makes a session over a carrier. The client may be used at once: calls wait for the first link. */
export function createSession(carrier: Carrier, events: SessionEvents, times: SessionTimes = usualTimes): Session {
  const stopping = new AbortController()
  const waiting = new LinkSlot(times.patienceMs)
  const client: Client = createORPCClient(waiting)
  let lastBeat = 0
  let current: OpenLink | null = null
  let links = 0
  const heard = () => {
    lastBeat = Date.now()
    useConnection.setState({ state: 'live', attempt: 0, lastEventAt: new Date() })
  }
  const checkNow = () => {
    if (current && Date.now() - lastBeat > times.silenceMs) current.close()
  }

  async function live(open: OpenLink) {
    current = open
    lastBeat = Date.now()
    const ending = new AbortController()
    const { signal } = ending
    const watchdog = setInterval(checkNow, Math.min(5000, times.silenceMs / 5))
    stopping.signal.addEventListener('abort', () => open.close(), { signal })
    const ours: Client = createORPCClient(open.link)
    // Subscribe first, then let the waiting reads go: what changes in between is either in the read or in the stream.
    const subscribed = () => {
      waiting.fill(open.link)
      if (links++ > 0) events.onChanges([], true)
    }
    try {
      await Promise.race([open.closed, watchChanges(ours, events, heard, subscribed, signal), watchStatus(ours, events, heard, signal)])
    } finally {
      clearInterval(watchdog)
      waiting.empty()
      current = null
      ending.abort()
      open.close()
    }
  }

  async function run() {
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      if (attempt > 0) {
        useConnection.setState({ state: attempt >= offlineFrom ? 'offline' : 'reconnecting', attempt })
        await pause(times.backoffMs(attempt), stopping.signal)
      }
      try {
        const open = await carrier.open()
        await live(open)
      } catch (error) {
        if (error instanceof AccessRefused && attempt > 0) return useConnection.setState({ state: 'refused' })
        // Anything else is a lost connection, which the next attempt mends.
      }
      if (useConnection.getState().state === 'live') attempt = 0
    }
  }
  return { client, run, checkNow, stop: () => stopping.abort() }
}

async function watchChanges(client: Client, events: SessionEvents, heard: () => void, subscribed: () => void, signal: AbortSignal) {
  const stream = await client.system.watch({}, { signal })
  subscribed()
  for await (const beat of stream) {
    heard()
    if (beat.changes.length > 0 || beat.dropped > 0) events.onChanges(beat.changes, beat.dropped > 0)
  }
}

async function watchStatus(client: Client, events: SessionEvents, heard: () => void, signal: AbortSignal) {
  let before: HostStatus['phase'] | null = null
  for await (const host of await client.system.watchStatus({}, { signal })) {
    heard()
    useConnection.setState({ host })
    if (before !== null && before !== 'ready' && host.phase === 'ready') events.onChanges([], true)
    before = host.phase
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** A link whose inside is exchanged at each reconnect; calls made in between wait for the next one. */
class LinkSlot implements ClientLink<ClientContext> {
  #link: ClientLink<ClientContext> | null = null
  #waiting = new Set<(link: ClientLink<ClientContext>) => void>()
  #patienceMs: number

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs
  }

  fill(link: ClientLink<ClientContext>) {
    this.#link = link
    for (const resolve of this.#waiting) resolve(link)
    this.#waiting.clear()
  }

  empty() {
    this.#link = null
  }

  async call(...args: Parameters<ClientLink<ClientContext>['call']>): Promise<unknown> {
    const link = this.#link ?? (await this.#next(args[2].signal))
    try {
      return await link.call(...args)
    } catch (error) {
      if (link !== this.#link && !args[2].signal?.aborted) throw new ConnectionLost()
      throw error
    }
  }

  #next(signal: AbortSignal | undefined): Promise<ClientLink<ClientContext>> {
    return new Promise((resolve, reject) => {
      const settle = (action: () => void) => {
        clearTimeout(timer)
        this.#waiting.delete(fulfil)
        action()
      }
      const fulfil = (link: ClientLink<ClientContext>) => settle(() => resolve(link))
      const timer = setTimeout(() => settle(() => reject(new ConnectionLost())), this.#patienceMs)
      signal?.addEventListener('abort', () => settle(() => reject(signal.reason)), { once: true })
      this.#waiting.add(fulfil)
    })
  }
}
