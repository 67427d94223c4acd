/** What one frame of scrolling ten thousand routines costs, against a bare virtual list of text in the same browser and run. */
import { rmSync } from 'node:fs'
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import { multiply } from '../e2e/support/many-rows.ts'
import { connect } from '../electron/transport/socket-client.ts'
import { newHome, startHost } from './host-process.ts'
import { median, report } from './report.ts'

const SPEEDS = [40, 200]
const TAKES = 3
const MS = 2_000

interface Take {
  /** Main-thread CPU, milliseconds a frame: what another program does on the machine counts little. */
  work: number
  fps: number
}

const executablePath = process.env.WHEELHOUSE_CHROMIUM ?? '/usr/bin/chromium'
const home = newHome()
const host = await startHost(home)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  report('scroll', await measure(browser))
} finally {
  await browser.close()
  await host.end('SIGINT')
  rmSync(home, { recursive: true, force: true })
}

async function measure(on: Browser) {
  const page = await on.newPage({ viewport: { width: 1280, height: 800 } })
  const companyId = await seed()
  await page.goto(`${host.wsUrl.replace('ws:', 'http:').replace(/(:\d+).*/, '$1')}/c/${companyId}/routines#token=${host.token}`)
  await page.locator('[data-row-index="20"]').waitFor()
  const ours = await takes(page, '[role=grid]')
  const bare = await on.newPage({ viewport: { width: 1280, height: 800 } })
  await bare.evaluate(bareList)
  const peer = await takes(bare, '#list')
  return SPEEDS.flatMap((px, at) => [
    { figure: `main thread, ${px} px a frame`, ours: middle(ours[at], 'work'), peer: middle(peer[at], 'work'), unit: 'ms/frame' },
    { figure: `frames a second, ${px} px a frame`, ours: middle(ours[at], 'fps'), peer: middle(peer[at], 'fps'), unit: '1/s' },
  ])
}

function middle(all: Take[] | undefined, what: keyof Take): number {
  return median((all ?? []).map((take) => take[what]))
}

async function seed(): Promise<string> {
  const { client, close } = await connect(host)
  const { id: companyId } = await client.companies.create({ name: 'Vast' })
  const adapter = { kind: 'process' as const, command: process.execPath, args: ['-e'], cwd: null, timeoutSec: 60, graceSec: 1 }
  const { id: agentId } = await client.agents.create({ companyId, name: 'Node', adapter })
  const { id: routineId } = await client.routines.create({ companyId, name: 'Routine 00000', agentId, args: ['1'] })
  const { id: runId } = await client.runs.start({ companyId, routineId })
  while ((await client.runs.get({ companyId, id: runId })).finishedAt === null) await new Promise((resolve) => setTimeout(resolve, 50))
  if (!(await multiply(home, { routineId, runId }, 20))) throw new Error('This benchmark needs a database on a Unix socket.')
  close()
  return companyId
}

/** Scrolls down and up again at each speed, several times. */
async function takes(page: Page, selector: string): Promise<Take[][]> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const found: Take[][] = []
  // The first seconds compile what is scrolled.
  await one(page, cdp, selector, 200)
  for (const px of SPEEDS) {
    const some: Take[] = []
    for (let take = 0; take < TAKES; take++) some.push(await one(page, cdp, selector, px))
    found.push(some)
  }
  return found
}

async function one(page: Page, cdp: CDPSession, selector: string, px: number): Promise<Take> {
  const busy = async () => (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  const before = await busy()
  const { frames, ms } = await page.locator(selector).evaluate(scroll, { px, ms: MS })
  return { work: ((await busy()) - before) * (1000 / frames), fps: frames / (ms / 1000) }
}

/** In the page: to and fro over the first 4,000 px, which are read already. */
function scroll(element: Element, { px, ms }: { px: number; ms: number }): Promise<{ frames: number; ms: number }> {
  return new Promise((resolve) => {
    const started = performance.now()
    let frames = 0
    let step = px
    const frame = () => {
      if (element.scrollTop > 4_000) step = -px
      if (element.scrollTop === 0) step = px
      element.scrollTop += step
      frames++
      const passed = performance.now() - started
      if (passed < ms) requestAnimationFrame(frame)
      else resolve({ frames, ms: passed })
    }
    requestAnimationFrame(frame)
  })
}

/** In an empty page: ten thousand rows of one text each, without styles; only those in view exist. */
function bareList(): void {
  document.body.innerHTML = '<div id="list" style="height: 700px; overflow: auto"><div style="position: relative; height: 320000px"></div></div>'
  const list = document.getElementById('list')
  const inner = list?.firstElementChild
  if (!list || !inner) return
  const drawn = new Map<number, HTMLElement>()
  const draw = () => {
    const first = Math.max(0, Math.floor(list.scrollTop / 32) - 12)
    const last = Math.ceil((list.scrollTop + 700) / 32) + 12
    for (const [at, row] of drawn)
      if (at < first || at > last) {
        row.remove()
        drawn.delete(at)
      }
    for (let at = first; at <= last; at++) {
      if (drawn.has(at)) continue
      const row = document.createElement('div')
      row.textContent = `Routine ${at}`
      row.setAttribute('style', `position: absolute; top: ${at * 32}px; height: 32px`)
      inner.append(row)
      drawn.set(at, row)
    }
  }
  list.addEventListener('scroll', draw)
  draw()
}
