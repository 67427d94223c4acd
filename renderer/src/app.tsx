import { CSPProvider } from '@base-ui/react/csp-provider'
import type { QueryClient } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { AppRouter } from './routes.tsx'
import { RpcProvider } from './rpc/provider.tsx'
import type { Client } from './rpc/types.ts'

/** The whole renderer over a client. Base UI draws no <style> elements: the content policy would refuse them. */
export function App({ client, queries, router }: { client: Client; queries: QueryClient; router: AppRouter }) {
  return (
    <CSPProvider disableStyleElements>
      <RpcProvider client={client} queries={queries}>
        <RouterProvider router={router} />
      </RpcProvider>
    </CSPProvider>
  )
}
