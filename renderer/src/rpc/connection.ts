/** What the window knows about its connection: the one source of the indicator, the stale banners and the start-up page. */
import { create } from 'zustand'
import type { HostStatus } from '#shared/contract/system.ts'

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'no-token' | 'refused'

export interface Connection {
  state: ConnectionState
  /** Attempts since the connection was lost. */
  attempt: number
  lastEventAt: Date | null
  host: HostStatus | null
}

export const useConnection = create<Connection>(() => ({ state: 'connecting', attempt: 0, lastEventAt: null, host: null }))

/** Why an action that needs the host cannot be done now; undefined when it can. */
export function useOfflineReason(): string | undefined {
  const state = useConnection((connection) => connection.state)
  return state === 'live' || state === 'connecting' ? undefined : 'Wheelhouse is reconnecting to its host. This works again as soon as it is back.'
}
