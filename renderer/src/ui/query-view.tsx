import type { UseQueryResult } from '@tanstack/react-query'
import clsx from 'clsx'
import { createContext, type ReactNode, useContext } from 'react'
import { useConnection } from '../rpc/connection.ts'
import { SkeletonRows } from './skeleton.tsx'
import { ErrorState, StaleBanner } from './states.tsx'

export interface QueryViewProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'dataUpdatedAt' | 'refetch'>
  /** What is read, for the sentences: "routines". */
  what: string
  loading?: ReactNode
  isEmpty?: (data: T) => boolean
  empty?: ReactNode
  children: (data: T) => ReactNode
}

/** Whether a read around this one says already that the connection is away: said and dimmed twice, nothing could be read. */
const SaidAbove = createContext(false)

/**
 * The five states of one read: loading, empty, error, stale, data. Data once shown stays on screen, in duller colours
 * while the connection is away (paler ones could not be read); a failed refresh only becomes an error page when there is
 * nothing to keep.
 */
export function QueryView<T>({ query, what, loading, isEmpty, empty, children }: QueryViewProps<T>) {
  const state = useConnection((connection) => connection.state)
  const attempt = useConnection((connection) => connection.attempt)
  const saidAbove = useContext(SaidAbove)
  const { data } = query
  if (data === undefined) {
    if (query.error) return <ErrorState what={`Couldn't load ${what}.`} error={query.error} onRetry={() => void query.refetch()} />
    return loading ?? <SkeletonRows label={what} />
  }
  const away = state === 'reconnecting' || state === 'offline'
  const stale = away && !saidAbove
  return (
    <SaidAbove value={away}>
      {stale && <StaleBanner lastUpdated={new Date(query.dataUpdatedAt)} attempt={attempt} />}
      <div className={clsx('contents', stale && '[&>*]:saturate-40')}>{isEmpty?.(data) ? empty : children(data)}</div>
    </SaidAbove>
  )
}
