/** A window in miniature for stories and component tests: a fake host, a route, and what the shell mounts once. */
import { CSPProvider } from '@base-ui/react/csp-provider'
import type { QueryClient } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { createFake, type Fake } from '../rpc/fake.ts'
import { createQueries, RpcProvider } from '../rpc/provider.tsx'
import { Toasts } from '../ui/toast.tsx'
import { TooltipHost } from '../ui/tooltip.tsx'

export interface FrameProps {
  /** The route the page lives under: `/c/$companyId/agents`. */
  path?: string
  params?: Record<string, string>
  search?: Record<string, unknown>
  fake?: Fake
  queries?: QueryClient
  children: ReactNode
}

/** Renders `children` as the page of a route, over a fake host. */
export function Frame({ path = '/', params = {}, search = {}, fake, queries, children }: FrameProps) {
  const [parts] = useState(() => ({
    fake: fake ?? createFake(),
    queries: queries ?? createQueries(),
    router: miniRouter(path, params, search, children),
  }))
  return (
    <CSPProvider disableStyleElements>
      <RpcProvider client={parts.fake.client} queries={parts.queries}>
        <RouterProvider router={parts.router} />
      </RpcProvider>
    </CSPProvider>
  )
}

function miniRouter(path: string, params: Record<string, string>, search: Record<string, unknown>, children: ReactNode) {
  const root = createRootRoute({
    notFoundComponent: () => <p className="p-6 text-muted">Another page.</p>,
  })
  const page = createRoute({
    getParentRoute: () => root,
    path,
    component: () => (
      <>
        {children}
        <TooltipHost />
        <Toasts />
      </>
    ),
  })
  const filled = path.replaceAll(/\$(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? name))
  const query = new URLSearchParams(
    Object.entries(search).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  ).toString()
  const history = createMemoryHistory({ initialEntries: [query ? `${filled}?${query}` : filled] })
  // Cast: the app's own router type is registered for links; this one has a single route.
  return createRouter({ routeTree: root.addChildren([page]), history }) as never
}
