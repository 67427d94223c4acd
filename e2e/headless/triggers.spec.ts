/** Schedules in the window: what the scheduler will do, said before it is saved. */
import type { Client } from '../../electron/transport/socket-client.ts'
import { type Acme, expect, message, test } from './window.ts'

test.describe.configure({ mode: 'default' })

function routine(client: Client, { companyId, agentId }: Acme, triggers: Array<{ cron: string; timezone: string }> = []) {
  return client.routines.create({ companyId, name: 'Nightly', agentId, args: ['console.log(1)'], triggers })
}

test.describe('seen from Tokyo', () => {
  test.use({ timezoneId: 'Asia/Tokyo' })

  test('a schedule is read as it is typed: words, five dates in three zones, the fault at its field', async ({ host, acme, open, page }) => {
    const { client } = host
    const { id } = await routine(client, acme)
    await open(`/c/${acme.companyId}/routines/${id}/triggers`)
    await page.getByRole('button', { name: 'Add schedule' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a schedule' })
    const zone = dialog.getByRole('combobox', { name: 'Time zone' })
    await expect(zone).toHaveValue(/./)
    await zone.fill('berlin')
    await page.getByRole('option', { name: /Europe\/Berlin/ }).click()
    const cron = dialog.getByLabel('Cron expression')
    await cron.fill('30 6 * * 1-5')
    const next = dialog.getByRole('table', { name: 'Next runs' })
    await expect(next.getByRole('columnheader')).toHaveText(['Next runs', 'Europe/Berlin', 'Your time', 'UTC'])
    await expect(next.getByRole('row')).toHaveCount(6)
    await expect(next.getByRole('row').nth(1)).toContainText(/06:30 \+0[12]:00/)
    const { next: engine } = (await client.triggers.preview({ cron: '30 6 * * 1-5', timezone: 'Europe/Berlin' })) as { next: { local: string }[] }
    for (const [at, { local }] of engine.entries()) await expect(next.getByRole('row').nth(at + 1)).toContainText(local)

    await cron.fill('30 6 * * 8')
    await expect(cron).toHaveAccessibleDescription(/day-of-week/)
    await expect(cron).toHaveAttribute('aria-invalid', 'true')
    const submit = dialog.getByRole('button', { name: 'Add schedule' })
    await expect(submit).toHaveAttribute('aria-disabled', 'true')
    await expect(submit).toHaveAccessibleDescription('Correct the schedule first.')
    await cron.fill('0 0 30 2 *')
    await expect(dialog.getByText(/never/i).first()).toBeVisible()
    await cron.fill('*/10 * * * * *')
    await expect(dialog.getByText('six fields, seconds first')).toBeVisible()

    await cron.fill('30 6 * * 1-5')
    await expect(next.getByRole('row').nth(1)).toContainText(/06:30/)
    await submit.click()
    await expect(message(page, 'Schedule added.')).toBeVisible()
    await expect(page.getByRole('main')).toContainText('Europe/Berlin')
    const [stored] = await client.triggers.list({ companyId: acme.companyId, routineId: id })
    expect(stored).toMatchObject({ cron: '30 6 * * 1-5', timezone: 'Europe/Berlin' })

    // Opened again from a machine in another zone, and saved: the zone stays.
    await page.getByRole('button', { name: /^Actions for/ }).click()
    await page.getByRole('menuitem', { name: 'Change' }).click()
    const change = page.getByRole('dialog', { name: 'Change the schedule' })
    await expect(change.getByRole('combobox', { name: 'Time zone' })).toHaveValue(/Europe\/Berlin/)
    await change.getByLabel('Cron expression').fill('45 6 * * 1-5')
    await change.getByRole('button', { name: 'Save schedule' }).click()
    await expect(message(page, 'Schedule saved.')).toBeVisible()
    expect(await client.triggers.list({ companyId: acme.companyId, routineId: id })).toMatchObject([
      { cron: '45 6 * * 1-5', timezone: 'Europe/Berlin' },
    ])
  })
})

test('instants that a clock change moves or doubles are marked', async ({ host, acme, open, page }) => {
  const { client } = host
  // The year of the change is in the expression's month and day: the last Sundays of March and October.
  const { id } = await routine(client, acme, [
    { cron: '30 2 25-31 3 *', timezone: 'Europe/Berlin' },
    { cron: '30 2 25-31 10 *', timezone: 'Europe/Berlin' },
  ])
  const marks = await Promise.all(
    ['30 2 25-31 3 *', '30 2 25-31 10 *'].map(async (cron) => {
      const preview = await client.triggers.preview({ cron, timezone: 'Europe/Berlin', count: 5 })
      return preview.valid ? preview.next.flatMap(({ clockChange }) => clockChange ?? []) : []
    }),
  )
  expect(marks.flat().length).toBeGreaterThan(0)
  await open(`/c/${acme.companyId}/routines/${id}/triggers`)
  for (const mark of new Set(marks.flat())) await expect(page.getByRole('table').getByText(mark, { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('table').getByText(/skipped hour|repeated hour/)).toHaveCount(marks.flat().length)
})

test('a disabled routine still says when it would run; a deleted schedule comes back by Undo', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { id } = await routine(client, acme, [{ cron: '0 9 * * *', timezone: 'UTC' }])
  await client.routines.setEnabled({ companyId, id, enabled: false, reason: 'Holiday' })
  await open(`/c/${companyId}/routines/${id}/triggers`)
  await expect(page.getByText('This routine is disabled.')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Would run' }).getByRole('row')).toHaveCount(6)
  await page.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(page.getByText('No schedule', { exact: true })).toBeVisible()
  await message(page, 'Schedule deleted.').getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('table', { name: 'Would run' })).toBeVisible()
  expect(await client.triggers.list({ companyId, routineId: id })).toMatchObject([{ cron: '0 9 * * *', timezone: 'UTC', enabled: true }])
})
