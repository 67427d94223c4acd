import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createAppRouter, loadAllPages } from './routes.tsx'
import { createQueries } from './rpc/provider.tsx'
import { startConnection } from './rpc/start.ts'
import './theme/theme.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root.')

const queries = createQueries()
// Before the router reads the address: the token must be gone from it by then.
const client = startConnection(window, queries)

const router = createAppRouter()
createRoot(root).render(
  <StrictMode>
    <App client={client} queries={queries} router={router} />
  </StrictMode>,
)
requestIdleCallback(() => void loadAllPages(router), { timeout: 5000 })
