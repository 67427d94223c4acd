import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SchedulePreview } from '#shared/contract/triggers.ts'
import { useRpc } from '../../rpc/provider.tsx'

/** Milliseconds a person may pause between keys before the schedule is read; with the answer it stays under 100. */
const pauseMs = 60
const minuteMs = 60_000

interface Preview {
  preview: SchedulePreview | undefined
  /** False while the answer is to what was typed before. */
  current: boolean
  error: unknown
}

/** Asks the scheduler what it makes of an expression, once typing pauses and again every minute. */
export function usePreview(cron: string, timezone: string): Preview {
  const rpc = useRpc()
  const [asked, setAsked] = useState({ cron, timezone })
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ cron, timezone }), pauseMs)
    return () => clearTimeout(timer)
  }, [cron, timezone])
  const query = useQuery(
    rpc.triggers.preview.queryOptions({
      input: { ...asked, count: 5 },
      enabled: asked.timezone !== '',
      placeholderData: keepPreviousData,
      staleTime: minuteMs,
      gcTime: minuteMs,
      refetchInterval: minuteMs,
    }),
  )
  const current = asked.cron === cron && asked.timezone === timezone && !query.isPlaceholderData && query.data !== undefined
  return { preview: query.data, current, error: query.error }
}
