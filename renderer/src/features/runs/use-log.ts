import { useEffect, useState, useSyncExternalStore } from 'react'
import { useClient } from '../../rpc/provider.tsx'
import type { Client } from '../../rpc/types.ts'
import { createLogFeed, type FeedState, type LogFeed, type LogSource } from './log-feed.ts'
import { createLogModel, type LogModel, type LogSummary } from './log-model.ts'

interface OpenLog {
  model: LogModel
  feed: LogFeed
  source: LogSource
  summary: LogSummary
  state: FeedState
  /** Starts again after a log could not be opened. */
  retry: () => void
}

/** Opens the log of one run and keeps it fed while mounted. Mount it under a key of the run. */
export function useLog(companyId: string, runId: string): OpenLog {
  const client = useClient()
  const [log] = useState(() => {
    const model = createLogModel({ notify: (tell) => requestAnimationFrame(tell) })
    const source = sourceOf(client, companyId, runId)
    return { model, source, feed: createLogFeed(model, source) }
  })
  const [attempt, setAttempt] = useState(0)
  const summary = useSyncExternalStore(log.model.subscribe, log.model.summary)
  const state = useSyncExternalStore(log.feed.subscribe, log.feed.state)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt starts the feed again
  useEffect(() => {
    const leaving = new AbortController()
    void log.feed.run(leaving.signal)
    return () => leaving.abort()
  }, [log, attempt])
  return { ...log, summary, state, retry: () => setAttempt((before) => before + 1) }
}

function sourceOf(client: Client, companyId: string, id: string): LogSource {
  return {
    read: ({ from, limit }) => client.runs.log({ companyId, id, limit, ...(from === undefined ? {} : { from }) }),
    follow: (from, signal) => client.runs.follow({ companyId, id, from }, { signal }),
    now: () => performance.now(),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve()
        })
      }),
  }
}
