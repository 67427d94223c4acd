/** Runs in the window: the list while work goes on, stopping one, and doing one again. */
import { expect, heading, row, test } from './window.ts'

test.describe.configure({ mode: 'default' })

test('active runs stand on top, filters live in the address, Enter opens', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  const quick = await client.routines.create({ companyId, name: 'Quick', agentId, args: ['process.exit(+process.env.CODE || 3)'] })
  const slow = await client.routines.create({ companyId, name: 'Slow', agentId, args: ['setTimeout(() => {}, 60_000)'] })
  const first = await client.runs.start({ companyId, routineId: slow.id })
  const last = await client.runs.start({ companyId, routineId: quick.id })
  await expect.poll(async () => (await client.runs.get({ companyId, id: last.id })).status).toBe('failed')
  await open(`/c/${companyId}/runs`)
  const grid = page.getByRole('grid', { name: 'Runs' })
  await expect(grid.getByRole('row').nth(1)).toHaveAccessibleName(`Run ${first.number}`)
  await expect(row(page, `Run ${first.number}`)).toContainText('Running')
  await expect(row(page, `Run ${last.number}`)).toContainText('exit code 3')
  await expect(row(page, `Run ${last.number}`)).toContainText('By hand')

  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Filter runs' })).toBeFocused()
  await page.keyboard.type('Slow')
  await expect(page).toHaveURL(/q=Slow/)
  await expect(grid.getByRole('row')).toHaveCount(2)
  await page.reload()
  await expect(grid.getByRole('row')).toHaveCount(2)
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.getByRole('combobox', { name: 'Status' }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await expect(row(page, `Run ${last.number}`)).toBeVisible()
  await expect(row(page, `Run ${first.number}`)).toBeHidden()
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill('nothing like it')
  await expect(page.getByText(/^Nothing matches/)).toContainText('“nothing like it”')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await row(page, `Run ${first.number}`).focus()
  await page.keyboard.press('Enter')
  await expect(heading(page, `Run #${first.number}`)).toBeFocused()
  await client.runs.cancel({ companyId, id: first.id })
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Cancelled after/)
})

test('cancelling says what comes: asked to end, then killed', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  // Long enough that the words between asking and killing can be seen, however busy the machine.
  const adapter = { kind: 'process' as const, command: process.execPath, args: ['-e'], cwd: null, timeoutSec: 60, graceSec: 5 }
  const { id: agentId } = await client.agents.create({ companyId, name: 'Patient', adapter })
  const stubborn = await client.routines.create({
    companyId,
    name: 'Stubborn',
    agentId,
    args: ['process.on("SIGTERM", () => console.log("not yet")); console.log("up"); setInterval(() => {}, 1000)'],
  })
  await client.runs.start({ companyId, routineId: stubborn.id })
  await open(`/c/${companyId}/routines/${stubborn.id}/runs`)
  await page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1).click()
  const log = page.getByRole('log')
  await expect(log.getByText('up', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('What still runs after 5 s is killed.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('What still runs after 5 s is killed.')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Cancel run #\d+$/ }).click()
  await expect(page.getByText(/^Asked to end · killed in|^Killing it/)).toBeVisible()
  await expect(log.getByText('not yet')).toBeVisible()
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Cancelled after .*: killed after the grace period$/)
})

test('a retry keeps the revision it says, whatever was saved since', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  const routine = await client.routines.create({ companyId, name: 'Twice', agentId, args: ['console.log("the first text")'] })
  const run = await client.runs.start({ companyId, routineId: routine.id })
  await expect.poll(async () => (await client.runs.get({ companyId, id: run.id })).status).toBe('succeeded')
  await client.routines.update({ companyId, id: routine.id, args: ['console.log("the second text")'] })
  await open(`/c/${companyId}/runs/${run.id}`)
  await page.getByRole('button', { name: 'Retry (same config r1, env e1)' }).click()
  await expect(heading(page, `Run #${run.number + 1}`)).toBeVisible()
  await expect(page.getByRole('log').getByText('the first text')).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'About this run' })).toContainText(`Retry of #${run.number}`)
})

test('a program that is not there is named, with the raw reason second', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const agent = await client.agents.create({
    companyId,
    name: 'Missing',
    adapter: { kind: 'process', command: '/no/such/program', args: [], cwd: null, timeoutSec: 5, graceSec: 1 },
  })
  const routine = await client.routines.create({ companyId, name: 'Cannot', agentId: agent.id })
  await open(`/c/${companyId}/routines/${routine.id}`)
  await page.getByRole('button', { name: 'Run now' }).click()
  await expect(page.getByTestId('run-sentence')).toContainText('the program could not be started')
  await expect(page.getByText('(spawn_failed)')).toBeVisible()
  await expect(page.getByRole('main')).toContainText('/no/such/program')
})
