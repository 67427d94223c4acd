/** The first minutes: the sample company from Enter to its removal, and an empty start by forms alone. */
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { addAndType, expect, heading, holdMessage, row, test } from './window.ts'

test('Enter opens the sample; Hello report runs live to green; one click takes all of it away', async ({ ownHost, open, page }) => {
  const { client, home } = ownHost
  await open('/', ownHost)
  await expect(page.getByRole('button', { name: 'Explore sample company' })).toBeFocused()
  await expect(page.getByText('Everything stays on this computer.')).toBeVisible()
  await page.keyboard.press('Enter')

  await expect(heading(page, 'Routines')).toBeVisible()
  const grid = page.getByRole('grid', { name: 'Routines' })
  await expect(grid).toHaveAttribute('aria-rowcount', '6')
  await expect(row(page, 'Hello report').getByText('Sample')).toBeVisible()
  await expect(row(page, 'Weekly digest')).toContainText('Disabled')
  await expect(row(page, 'Check invoices')).toContainText('Failing')
  const [sample] = await client.companies.list({})
  expect(sample).toMatchObject({ isSample: true, counts: { agents: 3, projects: 2, routines: 5, secrets: 6 } })
  const companyId = sample?.id ?? ''
  expect((await client.runs.list({ companyId })).total).toBe(40)

  await row(page, 'Hello report').getByRole('button', { name: 'Actions for Hello report' }).click()
  await page.getByRole('menuitem', { name: 'Run now' }).click()
  await expect(heading(page, /^Run #\d+$/)).toBeFocused()
  const log = page.getByRole('log')
  await expect(log.getByText('Hello report', { exact: true })).toHaveCSS('font-weight', '700')
  await expect(log.getByText('‹secret Report API token›')).toBeVisible()
  await expect(page.getByTestId('log-counts')).toContainText('1 redaction')
  const ok = log.getByText('ok', { exact: true }).first()
  await expect(ok).toBeVisible()
  const [green, plain] = await Promise.all([
    ok.evaluate(colorOf),
    log
      .getByText(/region North/)
      .last()
      .evaluate(colorOf),
  ])
  expect(green).not.toBe(plain)
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Succeeded in/, { timeout: 20_000 })
  await expect(log.getByText(/Writing the report done/)).toBeVisible()
  await expect(log.getByText(/Writing the report +\d+ %/)).toHaveCount(0)
  await log.getByRole('button', { name: /^\+\d+ states$/ }).click()
  await expect(log.getByText(/Writing the report +50 %/)).toBeVisible()

  await page.getByRole('note', { name: 'Sample data' }).getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove sample company' }).click()
  const removed = await holdMessage(page, 'Removed the sample company.')
  await expect(page.getByRole('button', { name: 'Explore sample company' })).toBeVisible()
  expect(await client.companies.list({})).toEqual([])
  for (const query of ['report', 'REPORT_TZ', 'Reporter', 'Northwind', 'token', '40']) expect(await client.system.search({ query })).toEqual([])
  await expect.poll(() => readdir(join(home, 'runs')).catch(() => [])).toEqual([])
  await expect
    .poll(() =>
      access(join(home, 'sample')).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone')

  await removed.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await client.companies.list({})).map((company) => company.counts.routines)).toEqual([5])
})

function colorOf(element: Element): string {
  return getComputedStyle(element).color
}

test('an empty start is three forms, and the first routine runs', async ({ ownHost, open, page }) => {
  await open('/', ownHost)
  await page.getByRole('button', { name: 'Start empty' }).click()
  const steps = page.getByRole('main').getByRole('listitem')
  await expect(steps).toHaveCount(3)
  await expect(steps.nth(1)).toContainText('Comes after the company.')
  await page.getByLabel('Name', { exact: true }).fill('Initech')
  await page.keyboard.press('Enter')
  await expect(steps.nth(0)).toContainText('Initech')
  await page.reload()
  await expect(steps.nth(0)).toContainText('Initech')

  await steps.nth(2).getByLabel('Value').fill('a value nobody sees')
  await steps.nth(2).getByRole('button', { name: 'Save secret' }).click()
  await expect(steps.nth(2)).toContainText('API token is in the vault.')
  await steps.nth(1).getByLabel('Name').fill('First light')
  await steps.nth(1).getByRole('button', { name: 'Create and run' }).click()
  await expect(heading(page, /^Run #1$/)).toBeVisible()
  await expect(page.getByRole('log').getByText('Hello from Wheelhouse')).toBeVisible()
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Succeeded in/)
})

test('company, agent, project and routine by their own forms, then a run', async ({ ownHost, open, page }) => {
  await open('/companies', ownHost)
  await page.getByRole('button', { name: 'New company' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('Hooli')
  await page.getByRole('button', { name: 'Create company' }).click()
  await expect(page.getByText('No routines yet')).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Agents' }).click()
  await page.getByRole('button', { name: 'New agent' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Shell')
  await dialog.getByLabel('Command').fill('/bin/sh')
  await addAndType(page, 'Add argument', 'Argument 1', '-c')
  await page.getByRole('button', { name: 'Create agent' }).click()
  await expect(heading(page, 'Shell')).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Projects' }).click()
  await page.getByRole('button', { name: 'New project' }).first().click()
  await dialog.getByLabel('Name').fill('Nucleus')
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(heading(page, 'Nucleus')).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Routines' }).click()
  await page.getByRole('link', { name: 'New routine' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Compress')
  await page.getByRole('combobox', { name: /^Project/ }).fill('nuc')
  await page.getByRole('option', { name: 'Nucleus' }).click()
  await addAndType(page, 'Add argument', 'Argument 1', 'echo "middle out"')
  await page.getByRole('button', { name: 'Create routine' }).click()
  await expect(heading(page, 'Compress')).toBeVisible()
  await page.getByRole('button', { name: 'Run now' }).click()
  await expect(page.getByRole('log').getByText('middle out')).toBeVisible()
  await expect(page.getByTestId('run-sentence')).toHaveText(/^Succeeded in/)
})
