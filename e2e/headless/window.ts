/** A real host with a real window on it. Every spec that opens the window also says that the page stayed quiet and at home. */
import { rm } from 'node:fs/promises'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import type { Client } from '../../electron/transport/socket-client.ts'
import { newHome, type RunningHost, startHost } from './host.ts'

export interface Acme {
  companyId: string
  name: string
  /** Runs `node -e <script>`. */
  agentId: string
}

export interface Faults {
  /** What the page logged as an error, threw, or asked of another machine. */
  seen: string[]
  /** Leaves out faults that the spec itself brings about, such as a lost connection. */
  expect: (fault: RegExp) => void
}

interface Fixtures {
  faults: Faults
  acme: Acme
  /** Opens an address of the window and waits until it is live. */
  open: (path: string, on?: RunningHost) => Promise<void>
  /** A host for one spec alone, where the whole installation matters. */
  ownHost: RunningHost
  /** Starts a host on the home of this spec; again after it was stopped, for what must outlive it. */
  startOwn: (flags?: readonly string[]) => Promise<RunningHost>
}

async function withHosts(use: (start: Fixtures['startOwn']) => Promise<void>): Promise<void> {
  const home = await newHome()
  const started: RunningHost[] = []
  await use(async (flags = []) => {
    const host = await startHost(home, {}, flags)
    started.push(host)
    return host
  })
  for (const host of started) await host.dismiss()
  await rm(home, { recursive: true, force: true })
}

let companies = 0

/** `host` serves all specs of a worker: each keeps to companies of its own. */
export const test = base.extend<Fixtures, { host: RunningHost }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from this pattern
  host: [async ({}, use) => withHosts(async (start) => use(await start())), { scope: 'worker' }],
  startOwn: async ({ page }, use) =>
    withHosts(async (start) => {
      await use(start)
      // Before the host goes: a page that loses it says so on the console.
      await page.close()
    }),
  ownHost: async ({ startOwn }, use) => use(await startOwn()),
  faults: [
    async ({ page }, use) => {
      const { seen, expected } = watchFor(page)
      await use({ seen, expect: (fault) => expected.push(fault) })
      expect(seen.filter((fault) => !expected.some((one) => one.test(fault)))).toEqual([])
    },
    { auto: true },
  ],
  acme: async ({ host }, use) => {
    await use(await newCompany(host.client))
  },
  open: async ({ page, host }, use) => {
    await use((path, on = host) => openWindow(page, on, path))
  },
})

function watchFor(page: Page) {
  const seen: string[] = []
  const expected: RegExp[] = []
  page.on('console', (message) => message.type() === 'error' && seen.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => seen.push(`threw: ${error.message}`))
  page.on('request', (request) => {
    if (!/^(https?:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) seen.push(`outside: ${request.url()}`)
  })
  page.on('websocket', (socket) => {
    if (!socket.url().startsWith('ws://127.0.0.1:')) seen.push(`outside: ${socket.url()}`)
  })
  return { seen, expected }
}

/** Makes a company with an agent that runs scripts given as the last argument. */
export async function newCompany(client: Client, name = `Acme ${process.pid}-${++companies}`): Promise<Acme> {
  const { id: companyId } = await client.companies.create({ name })
  const agent = await client.agents.create({
    companyId,
    name: 'Node',
    adapter: { kind: 'process', command: process.execPath, args: ['-e'], cwd: null, timeoutSec: 120, graceSec: 1 },
  })
  return { companyId, name, agentId: agent.id }
}

/** Opens an address with the host's token and waits until the window says that it is live. */
export async function openWindow(page: Page, host: RunningHost, path: string): Promise<void> {
  const { origin, hash } = new URL(host.url)
  await page.goto(`${origin}${path}${hash}`)
  await expect(connection(page)).toHaveText('Live')
}

/** The word of the one connection indicator. */
export function connection(page: Page): Locator {
  return page.getByRole('contentinfo').getByRole('status')
}

export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole('heading', { level: 1, name })
}

/** A row of the grid on screen, by the name that screen readers hear. */
export function row(page: Page, name: string | RegExp): Locator {
  return page.getByRole('row', { name, exact: true })
}

/** A toast by its words. */
export function message(page: Page, text: string | RegExp): Locator {
  return page.getByRole('dialog').filter({ hasText: text })
}

/** Keeps a toast for as long as the pointer stays on it: what a spec does before its Undo may outlast the ten seconds it has. */
export async function holdMessage(page: Page, text: string | RegExp): Promise<Locator> {
  const held = message(page, text)
  await held.hover()
  return held
}

/** Adds a key or an argument and types its text, once the field that it opens has the focus. */
export async function addAndType(page: Page, button: 'Add argument' | 'Add key', field: string, text: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await expect(page.getByLabel(field, { exact: true })).toBeFocused()
  await page.keyboard.type(text)
}

const waiting = new Set(['queued', 'running'])

/** Starts a run by the contract and waits for its end. */
export async function runToEnd(client: Client, companyId: string, routineId: string) {
  const { id } = await client.runs.start({ companyId, routineId })
  await expect.poll(async () => waiting.has((await client.runs.get({ companyId, id })).status), { timeout: 30_000 }).toBe(false)
  return client.runs.get({ companyId, id })
}

export { expect } from '@playwright/test'
