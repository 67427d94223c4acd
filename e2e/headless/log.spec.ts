/** The live log: everything that was written, at once, in order, and honest about gaps. */
import { readFile } from 'node:fs/promises'
import type { Client } from '../../electron/transport/socket-client.ts'
import { type Acme, connection, expect, test } from './window.ts'

test.describe.configure({ mode: 'default' })

/** Starts `node -e script` as a run of a routine of its own. */
async function start(client: Client, { companyId, agentId }: Acme, script: string) {
  const routine = await client.routines.create({ companyId, name: 'Writer', agentId, args: [script] })
  const { id } = await client.runs.start({ companyId, routineId: routine.id })
  return { id, path: `/c/${companyId}/runs/${id}`, lines: async () => (await client.runs.get({ companyId, id })).log.lines }
}

const many = 60_000
/** Sixty thousand lines at once, then one every 50 ms until it is asked to end. */
const torrent = `
  let text = ''
  for (let i = 1; i <= ${many}; i++) text += 'line ' + i + '\\n'
  process.stdout.write(text, () => { let i = 0; setInterval(() => console.log('live ' + ++i), 50) })
`

test('a log of 60,000 lines opens at its end, reads back to its beginning, and follows only when asked', async ({ host, acme, open, page }) => {
  const run = await start(host.client, acme, torrent)
  await expect.poll(run.lines, { timeout: 30_000 }).toBeGreaterThanOrEqual(many)
  await open(run.path)
  const log = page.getByRole('log')
  const follow = page.getByRole('toolbar', { name: 'Log' }).getByRole('button', { name: /^Follow/ })
  await expect(log.getByText(/^live \d+$/).last()).toBeInViewport()
  await expect(follow).toHaveAttribute('aria-pressed', 'true')
  expect(await log.locator('[data-line]').count()).toBeLessThan(200)

  await log.hover()
  await page.mouse.wheel(0, -100)
  await expect(follow).toHaveText('Follow')
  const pill = page.getByRole('button', { name: /^[\d,]+ new lines?$/ })
  await expect(pill).toBeVisible()
  const scrolled = () => log.evaluate((element) => element.scrollTop)
  let held = Number.NaN
  // The wheel glides: only where it came to rest must the view stay.
  await expect(async () => {
    const before = held
    held = await scrolled()
    expect(held).toBe(before)
  }).toPass()
  await expect(pill).toHaveText(/^[\d,]*\d\d new lines$/)
  expect(await scrolled()).toBe(held)
  await log.focus()
  await page.keyboard.press('End')
  await expect(follow).toHaveText('Following')
  await expect(pill).toBeHidden()
  await expect(log.getByText(/^live \d+$/).last()).toBeInViewport()

  await page.keyboard.press('Home')
  await expect(log.getByText('line 1', { exact: true })).toBeInViewport()
  await log.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }))
  await expect(log.getByText(/^line (29|30|31)\d{3}$/).first()).toBeVisible()
  const numbers = await log.getByText(/^line \d+$/).allTextContents()
  const first = Number(numbers[0]?.slice(5))
  expect(numbers.map((text) => Number(text.slice(5)))).toEqual(numbers.map((_, at) => first + at))
  await pill.click()
  await expect(follow).toHaveText('Following')
  await host.client.runs.cancel({ companyId: acme.companyId, id: run.id })
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Cancelled/)
})

test('colours, streams and hostile text are drawn as text', async ({ host, acme, open, page }) => {
  const run = await start(
    host.client,
    acme,
    String.raw`
      console.log('\x1b[31mred\x1b[0m \x1b[1mbold\x1b[0m \x1b[38;5;196mexact\x1b[0m plain')
      console.log('<img src=x onerror="document.title=1"><script>document.title=2</script>')
      console.log('\x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x1b[2Jcleared \x1b[10;10Hmoved')
      console.error('to stderr')
      process.stdout.write('50 %\r100 %\r\n')
    `,
  )
  await open(run.path)
  const log = page.getByRole('log')
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Succeeded in/)
  const colour = (text: string) => log.getByText(text, { exact: true }).evaluate((element) => getComputedStyle(element).color)
  const plain = await log.getByText('to stderr').evaluate((element) => getComputedStyle(element).color)
  expect(await colour('red')).not.toBe(plain)
  expect(await colour('exact')).not.toBe(plain)
  await expect(log.getByText('bold', { exact: true })).toHaveCSS('font-weight', '700')
  await expect(log.getByText('<img src=x onerror="document.title=1"><script>document.title=2</script>')).toBeVisible()
  await expect(log.getByRole('img')).toHaveCount(0)
  await expect(log.getByRole('link')).toHaveCount(0)
  await expect(page).toHaveTitle(/Wheelhouse$/)
  await expect(log.getByText('link cleared moved')).toBeVisible()
  await expect(log.getByText('stderr: ')).toHaveCount(1)
  await expect(log.getByText('100 %')).toBeVisible()
  await expect(log.getByText('50 %', { exact: true })).toHaveCount(0)
})

test('a silent run says how long it has been silent, an ended one that it wrote nothing', async ({ host, acme, open, page }) => {
  const run = await start(host.client, acme, 'setTimeout(() => {}, 60_000)')
  await open(run.path)
  await expect(page.getByTestId('log-empty')).toHaveText(/^No output yet \(\d+ s\)$/)
  await host.client.runs.cancel({ companyId: acme.companyId, id: run.id })
  await expect(page.getByTestId('log-empty')).toHaveText('This run wrote no output.')
})

test('a connection that is cut leaves a rule in the log, and no line out', async ({ host, acme, open, page }) => {
  let wayIsFree = Promise.resolve()
  const cuts: Array<() => Promise<void>> = []
  await page.routeWebSocket(/\/rpc$/, async (socket) => {
    await wayIsFree
    socket.connectToServer()
    cuts.push(() => socket.close())
  })
  const run = await start(host.client, acme, 'let i = 0; setInterval(() => console.log("tick " + ++i), 200)')
  await open(run.path)
  const log = page.getByRole('log')
  await expect(log.getByText(/^tick \d+$/).last()).toBeVisible()
  const { promise, resolve: freeTheWay } = Promise.withResolvers<void>()
  wayIsFree = promise
  await cuts.at(-1)?.()
  await expect(connection(page)).toHaveText(/^Reconnecting/)
  // The run ends in the gap, so that what was missed is the end of the log, and in sight.
  const before = await run.lines()
  await expect.poll(run.lines).toBeGreaterThan(before + 1)
  await host.client.runs.cancel({ companyId: acme.companyId, id: run.id })
  freeTheWay()
  await expect(log.getByRole('separator', { name: /^reconnected — .* missing, \d+ lines? refetched$/ })).toBeAttached()
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Cancelled/)
  const total = await run.lines()
  await expect(page.getByTestId('log-counts')).toContainText(`${total.toLocaleString('en')} line`)
  await log.focus()
  await page.keyboard.press('Home')
  await expect(log.getByText('tick 1', { exact: true })).toBeVisible()
})

test('binary output is said to be, and can be saved whole', async ({ host, acme, open, page }) => {
  const run = await start(host.client, acme, 'process.stdout.write(Buffer.from(Array.from({ length: 300_000 }, (_, i) => i * 7 % 256)))')
  await open(run.path)
  await expect(page.getByRole('status').filter({ hasText: 'This run wrote binary output' })).toBeVisible()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download output' }).click()
  const download = await saved
  expect(download.suggestedFilename()).toMatch(/^Writer-\d+-\d{4}-\d\d-\d\dT\d{6}Z\.bin$/)
  const bytes = await readFile(await download.path())
  expect(bytes.equals(Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 256)))).toBe(true)
})

test('lines are copied as plain text, and the choice of times is kept', async ({ host, acme, open, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const run = await start(host.client, acme, String.raw`console.log('\x1b[32mone\x1b[0m'); console.log('two'); console.log('three')`)
  await open(run.path)
  const log = page.getByRole('log')
  await log.locator('[data-line="1"]').click()
  await log.locator('[data-line="2"]').click({ modifiers: ['Shift'] })
  await page.getByRole('button', { name: 'Copy 2 lines' }).click()
  await expect(page.getByRole('dialog').filter({ hasText: 'Copied as plain text.' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('one\ntwo')
  await page.getByRole('button', { name: 'Wrap long lines' }).click()
  await expect.poll(async () => (await host.client.settings.get({})).logWrap).toBe(true)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Wrap long lines' })).toHaveAttribute('aria-pressed', 'true')
  await host.client.settings.update({ logWrap: false })
})
