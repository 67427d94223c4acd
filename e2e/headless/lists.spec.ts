/** Many rows at once: selected by keyboard and by mouse, acted on from the bar, and looked into without leaving the list. */
import AxeBuilder from '@axe-core/playwright'
import { expect, heading, message, row, test } from './window.ts'

test.describe.configure({ mode: 'default' })

const names = ['Alpha', 'Beta', 'Gamma', 'Delta']

test('routines are selected by keyboard, disabled with a reason, and put back by Undo', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  const made = []
  for (const name of names)
    made.push(await client.routines.create({ companyId, name, agentId, triggers: [{ cron: '0 3 * * *', timezone: 'Europe/Berlin' }] }))
  const delta = made[3]
  if (!delta) throw new Error('Nothing was made.')
  await client.routines.setEnabled({ companyId, id: delta.id, enabled: false, reason: 'Broken since May' })
  const states = async () =>
    (await client.routines.list({ companyId })).items.map(({ name, enabled, disabledReason }) => ({ name, enabled, disabledReason }))
  const before = await states()

  await open(`/c/${companyId}/routines`)
  await row(page, 'Alpha').focus()
  await page.keyboard.press('x')
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowDown')
  const bar = page.getByRole('region', { name: 'Selected routines' })
  await expect(bar.getByRole('status')).toHaveText('4 selected')
  await expect(page.getByRole('checkbox', { name: 'Select all 4 rows' })).toBeChecked()
  await page.keyboard.press('Shift+ArrowUp')
  await expect(bar.getByRole('status')).toHaveText('3 selected')
  await expect(page.getByRole('checkbox', { name: 'Select all 4 rows' })).toBeChecked({ indeterminate: true })
  await page.keyboard.press('ControlOrMeta+a')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

  await bar.getByRole('button', { name: 'Disable 3' }).click()
  const dialog = page.getByRole('dialog', { name: 'Disable 3 routines' })
  await expect(dialog).toContainText('4 selected, 3 eligible, 1 skipped: already disabled')
  await expect(dialog.getByRole('button', { name: 'Keep them enabled' })).toBeFocused()
  await dialog.getByLabel('Reason').fill('Stocktaking')
  await dialog.getByRole('button', { name: 'Disable 3 routines' }).click()
  const told = message(page, 'Disabled 3 of 3 routines. 1 skipped: already disabled.')
  await expect(told).toBeVisible()
  const reasons = (await states()).map(({ name, disabledReason }) => `${name}: ${disabledReason}`)
  expect(reasons).toEqual(['Alpha: Stocktaking', 'Beta: Stocktaking', 'Delta: Broken since May', 'Gamma: Stocktaking'])
  await expect(bar.getByRole('status')).toHaveText('4 selected')
  await told.getByRole('button', { name: 'Undo' }).click()
  await expect(message(page, 'Put back 3 of 3 routines.')).toBeVisible()
  expect(await states()).toEqual(before)

  await row(page, 'Alpha').focus()
  await page.keyboard.press('Escape')
  await expect(bar).toBeHidden()
  await row(page, 'Beta').click({ modifiers: ['ControlOrMeta'], position: { x: 300, y: 10 } })
  await row(page, 'Gamma').click({ modifiers: ['Shift'], position: { x: 300, y: 10 } })
  await page.keyboard.press('r')
  await page.getByRole('dialog', { name: 'Run 3 routines now' }).getByRole('button', { name: 'Start 3 runs' }).click()
  await expect(message(page, 'Started 3 of 3 runs.')).toBeVisible()
  await expect.poll(async () => (await client.runs.list({ companyId })).total).toBe(3)
})

test('runs are cancelled and retried from the list; what does not apply is counted and left alone', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  const slow = await client.routines.create({ companyId, name: 'Slow', agentId, args: ['setTimeout(() => {}, 60_000)'] })
  const quick = await client.routines.create({ companyId, name: 'Quick', agentId, args: ['console.log("done")'] })
  const going = await client.runs.start({ companyId, routineId: slow.id })
  const ended = await client.runs.start({ companyId, routineId: quick.id })
  const status = async (id: string) => (await client.runs.get({ companyId, id })).status
  await expect.poll(() => status(ended.id)).toBe('succeeded')
  await open(`/c/${companyId}/runs`)
  await page.getByRole('checkbox', { name: 'Select all 2 rows' }).check()
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: `Cancel run #${going.number}` })
  await expect(dialog).toContainText('2 selected, 1 eligible, 1 skipped: already ended')
  await dialog.getByRole('button', { name: `Cancel run #${going.number}` }).click()
  await expect(message(page, 'Asked to end 1 of 1 run. 1 skipped: already ended.')).toBeVisible()
  await expect.poll(() => status(going.id)).toBe('cancelled')
  await page.getByRole('button', { name: 'Clear the selection' }).click()

  await open(`/c/${companyId}/routines/${quick.id}/runs`)
  await row(page, `Run ${ended.number}`).focus()
  await page.keyboard.press('r')
  await expect(message(page, new RegExp(`^Run #\\d+ started: a retry of #${ended.number}\\.`))).toBeVisible()
  await expect(row(page, `Run ${ended.number}`)).toBeFocused()
})

test('Space peeks at the row with the focus, beside the list or beneath it', async ({ host, open, page }) => {
  const { companyId } = await host.client.sample.install({})
  const { items } = await host.client.runs.list({ companyId })
  const [first, second] = items
  await open(`/c/${companyId}/runs`)
  await row(page, `Run ${first?.number}`).focus()
  await page.keyboard.press('Space')
  const panel = page.getByRole('complementary', { name: /^Peek: / })
  await expect(panel).toHaveAccessibleName(`Peek: Run ${first?.number}`)
  await expect(row(page, `Run ${first?.number}`)).toBeFocused()
  await page.keyboard.press('j')
  await expect(panel).toHaveAccessibleName(`Peek: Run ${second?.number}`)
  await expect(panel).toContainText(/Log|Last 30/)
  for (const [width, height] of [
    [1440, 900],
    [1024, 640],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect(row(page, `Run ${second?.number}`)).toBeInViewport({ ratio: 1 })
    await expect(panel.getByRole('button', { name: /^Open/ })).toBeInViewport({ ratio: 1 })
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  }
  await panel.getByRole('button', { name: /^Open/ }).focus()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(row(page, `Run ${second?.number}`)).toBeFocused()

  await open(`/c/${companyId}/routines`)
  await row(page, 'Hello report').focus()
  await page.keyboard.press('Space')
  await expect(panel).toContainText('Every key resolves.')
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Hello report')).toBeFocused()
})

test('at 1024 px every name and every Sample tag is read whole', async ({ host, open, page }) => {
  const { companyId } = await host.client.sample.install({})
  const { items } = await host.client.routines.list({ companyId })
  await page.setViewportSize({ width: 1024, height: 640 })
  await open(`/c/${companyId}/routines`)
  for (const { name } of items) {
    await expect(row(page, name).getByText('Sample', { exact: true })).toBeInViewport({ ratio: 1 })
    const shown = row(page, name).getByText(name, { exact: true })
    expect(await shown.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
  }
})
