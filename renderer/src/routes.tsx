/** Every address of the window. Pages load when they are first visited; the shell around them is in the first chunk. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, type RouterHistory, redirect } from '@tanstack/react-router'
import { AppShell } from './shell/app-shell.tsx'
import { ErrorPage, NotFoundPage } from './shell/error-page.tsx'

const root = createRootRoute({ component: AppShell, notFoundComponent: NotFoundPage, errorComponent: ErrorPage })

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./features/start/index.tsx'), 'StartPage'),
})
const companies = createRoute({
  getParentRoute: () => root,
  path: '/companies',
  component: lazyRouteComponent(() => import('./features/companies/index.tsx'), 'CompaniesPage'),
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/settings/index.tsx'), 'SettingsPage'),
})
const about = createRoute({
  getParentRoute: () => root,
  path: '/settings/about',
  component: lazyRouteComponent(() => import('./features/settings/index.tsx'), 'AboutPage'),
})
const vault = createRoute({
  getParentRoute: () => root,
  path: '/settings/vault',
  component: lazyRouteComponent(() => import('./features/vault/index.tsx'), 'VaultPage'),
})
const health = createRoute({
  getParentRoute: () => root,
  path: '/health',
  component: lazyRouteComponent(() => import('./features/health/index.tsx'), 'HealthPage'),
})

const company = createRoute({ getParentRoute: () => root, path: '/c/$companyId' })
const companyHome = createRoute({
  getParentRoute: () => company,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ href: `/c/${encodeURIComponent(params.companyId)}/routines` })
  },
})
const agents = createRoute({
  getParentRoute: () => company,
  path: 'agents',
  component: lazyRouteComponent(() => import('./features/agents/index.tsx'), 'AgentsPage'),
})
const agent = createRoute({
  getParentRoute: () => company,
  path: 'agents/$agentId',
  component: lazyRouteComponent(() => import('./features/agents/index.tsx'), 'AgentPage'),
})
const projects = createRoute({
  getParentRoute: () => company,
  path: 'projects',
  component: lazyRouteComponent(() => import('./features/projects/index.tsx'), 'ProjectsPage'),
})
const project = createRoute({
  getParentRoute: () => company,
  path: 'projects/$projectId',
  component: lazyRouteComponent(() => import('./features/projects/index.tsx'), 'ProjectPage'),
})
const secrets = createRoute({
  getParentRoute: () => company,
  path: 'secrets',
  component: lazyRouteComponent(() => import('./features/secrets/index.tsx'), 'SecretsPage'),
})
const secretAccess = createRoute({
  getParentRoute: () => company,
  path: 'secrets/access',
  component: lazyRouteComponent(() => import('./features/secrets/index.tsx'), 'AccessPage'),
})
const secret = createRoute({
  getParentRoute: () => company,
  path: 'secrets/$secretId',
  component: lazyRouteComponent(() => import('./features/secrets/index.tsx'), 'SecretPage'),
})
const runs = createRoute({
  getParentRoute: () => company,
  path: 'runs',
  component: lazyRouteComponent(() => import('./features/runs/index.tsx'), 'RunsPage'),
})
const run = createRoute({
  getParentRoute: () => company,
  path: 'runs/$runId',
  component: lazyRouteComponent(() => import('./features/runs/index.tsx'), 'RunPage'),
})
const runComparison = createRoute({
  getParentRoute: () => company,
  path: 'runs/$runId/compare/$otherId',
  component: lazyRouteComponent(() => import('./features/runs/index.tsx'), 'RunComparisonPage'),
})
const routines = createRoute({
  getParentRoute: () => company,
  path: 'routines',
  component: lazyRouteComponent(() => import('./features/routines/index.tsx'), 'RoutinesPage'),
})
const newRoutine = createRoute({
  getParentRoute: () => company,
  path: 'routines/new',
  component: lazyRouteComponent(() => import('./features/routines/index.tsx'), 'NewRoutinePage'),
})

// The tabs of a routine are addresses of one page: it stays mounted, with its unsaved edits, while they change.
const routine = createRoute({
  getParentRoute: () => company,
  path: 'routines/$routineId',
  component: lazyRouteComponent(() => import('./features/routines/index.tsx'), 'RoutinePage'),
})
const routineTabs = [
  createRoute({ getParentRoute: () => routine, path: '/' }),
  createRoute({ getParentRoute: () => routine, path: 'overview' }),
  createRoute({ getParentRoute: () => routine, path: 'triggers' }),
  createRoute({ getParentRoute: () => routine, path: 'secrets' }),
  createRoute({ getParentRoute: () => routine, path: 'runs' }),
  createRoute({ getParentRoute: () => routine, path: 'history' }),
] as const

const routeTree = root.addChildren([
  start,
  companies,
  settings,
  vault,
  about,
  health,
  company.addChildren([
    companyHome,
    agents,
    agent,
    projects,
    project,
    secrets,
    secretAccess,
    secret,
    runs,
    run,
    runComparison,
    routines,
    newRoutine,
    routine.addChildren(routineTabs),
  ]),
])

/** Makes the router; over the browser's history unless another one is given. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    ...(history ? { history } : {}),
    defaultPreload: 'intent',
    defaultPreloadDelay: 60,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: ErrorPage,
  })
}

export type AppRouter = ReturnType<typeof createAppRouter>

/** Loads every page now, so that each still opens when the host that serves them is away. */
export async function loadAllPages(router: AppRouter): Promise<void> {
  await Promise.allSettled(Object.values(router.routesById).map(async (route) => router.loadRouteChunk(route)))
}

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter
  }
}
