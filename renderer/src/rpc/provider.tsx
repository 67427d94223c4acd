import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { codeOf } from './friendly-error.ts'
import type { Client } from './types.ts'

const ClientContext = createContext<{ client: Client; rpc: Rpc } | null>(null)

export type Rpc = ReturnType<typeof createRpc>

/** Makes the TanStack Query utilities of a client. */
export function createRpc(client: Client) {
  return createTanstackQueryUtils(client)
}

/** Makes the query cache: what is read stays fresh until the host says it changed, so nothing is polled. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        retry: (failures, error) => codeOf(error) === 'CONNECTION_LOST' && failures < 2,
        retryDelay: 250,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

/** Gives the tree below a client and its query cache. */
export function RpcProvider({ client, queries, children }: { client: Client; queries: QueryClient; children: ReactNode }) {
  const value = useMemo(() => ({ client, rpc: createRpc(client) }), [client])
  return (
    <ClientContext.Provider value={value}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ClientContext.Provider>
  )
}

function useBoth() {
  const value = useContext(ClientContext)
  if (!value) throw new Error('No RpcProvider above this component.')
  return value
}

/** Query options, mutation options and keys in the shape of the contract. */
export function useRpc(): Rpc {
  return useBoth().rpc
}

/** The plain client, for streams and for calls outside the cache. */
export function useClient(): Client {
  return useBoth().client
}
