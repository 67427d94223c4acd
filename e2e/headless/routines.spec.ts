/** One routine in the window: its address, its facts, and edits that never get lost. */
import type { Client } from '../../electron/transport/socket-client.ts'
import { type Acme, expect, heading, holdMessage, message, row, runToEnd, test } from './window.ts'

test.describe.configure({ mode: 'default' })

const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })

function nightly(client: Client, { companyId, agentId }: Acme, name = 'Nightly') {
  return client.routines.create({
    companyId,
    name,
    agentId,
    args: ['console.log("done")'],
    env: [plain('WHO', 'routine')],
    triggers: [{ cron: '0 3 * * *', timezone: 'Europe/Berlin' }],
  })
}

test('each tab has an address that Back, forward and a reload keep', async ({ host, acme, open, page }) => {
  const { id } = await nightly(host.client, acme)
  const at = `/c/${acme.companyId}/routines/${id}`
  await open(at)
  const tabs = page.getByRole('navigation', { name: 'Routine', exact: true })
  for (const [name, path] of [
    ['Triggers', 'triggers'],
    ['Secrets', 'secrets'],
    ['Runs', 'runs'],
    ['History', 'history'],
  ] as const) {
    await tabs.getByRole('link', { name }).click()
    await expect(page).toHaveURL(new RegExp(`${at}/${path}$`))
    await expect(tabs.getByRole('link', { name })).toHaveAttribute('aria-current', 'page')
  }
  await expect(page.getByText('r1 is the only revision. The next save creates r2.')).toBeVisible()
  await page.goBack()
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(`${at}/secrets$`))
  await expect(page.getByRole('table', { name: 'Environment of the next run' })).toBeVisible()
  await page.goForward()
  await expect(tabs.getByRole('link', { name: 'Runs' })).toHaveAttribute('aria-current', 'page')
  await page.reload()
  await expect(heading(page, 'Nightly')).toBeVisible()
  await expect(tabs.getByRole('link', { name: 'Runs' })).toHaveAttribute('aria-current', 'page')
  await expect(page.getByText('This routine never ran')).toBeVisible()
  await expect(page).toHaveTitle(`Routine · ${acme.name} — Wheelhouse`)
})

test('the overview answers four questions without scrolling', async ({ host, acme, open, page }) => {
  const { id } = await nightly(host.client, acme)
  await runToEnd(host.client, acme.companyId, id)
  await open(`/c/${acme.companyId}/routines/${id}`)
  const fact = (name: string) => page.getByRole('main').getByText(name, { exact: true }).locator('..')
  await expect(fact('What runs')).toContainText('Node')
  await expect(fact('What runs')).toContainText(`console.log`)
  await expect(fact('When next')).toContainText('03:00')
  await expect(fact('When next')).toContainText('Europe/Berlin')
  await expect(page.getByRole('list', { name: 'Next five runs' }).getByRole('listitem')).toHaveCount(5)
  await expect(fact('With which environment')).toContainText('1 key')
  await expect(fact('With which environment')).toContainText('Every key resolves.')
  await expect(fact('How it went')).toContainText('Succeeded')
  for (const name of ['What runs', 'When next', 'With which environment', 'How it went']) await expect(fact(name)).toBeInViewport({ ratio: 1 })
})

test('edits wait in the save bar, leaving asks once, saving appends a revision', async ({ host, acme, open, page }) => {
  const { client } = host
  const { id } = await nightly(client, acme)
  await open(`/c/${acme.companyId}/routines/${id}`)
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('Nightly report')
  const bar = page.getByRole('region', { name: 'Unsaved changes' })
  await expect(bar).toContainText('1 unsaved change')

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Runs' }).click()
  const guard = page.getByRole('dialog', { name: 'Leave with 1 unsaved change' })
  await expect(guard.getByRole('button', { name: 'Stay here' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(guard).toBeHidden()
  await expect(name).toHaveValue('Nightly report')

  await bar.getByLabel('What changed').fill('Says what it is')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(bar).toBeHidden()
  await expect(heading(page, 'Nightly report')).toBeVisible()
  expect(await client.routines.get({ companyId: acme.companyId, id })).toMatchObject({ name: 'Nightly report', revisionNumber: 2 })
  await page.getByRole('link', { name: 'History' }).click()
  await expect(page.getByRole('main')).toContainText('Says what it is')

  await page.getByRole('link', { name: 'Overview' }).click()
  await name.fill('Never kept')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Runs' }).click()
  await page.getByRole('button', { name: 'Discard 1 unsaved change' }).click()
  await expect(heading(page, 'Runs')).toBeVisible()
  expect((await client.routines.get({ companyId: acme.companyId, id })).name).toBe('Nightly report')
})

test('a save made elsewhere is met with words and three ways on; Enter takes none of them', async ({ host, acme, open, page, context }) => {
  const { client } = host
  const { companyId } = acme
  const { id } = await nightly(client, acme)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(`/c/${companyId}/routines/${id}`)
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('Mine')
  await client.routines.update({ companyId, id, description: 'Theirs' })
  await expect(page.getByText('A newer revision was saved while you were editing.')).toBeVisible()
  await expect(page.getByText('Overwrite replaces only the fields you changed.')).toBeVisible()
  await name.press('Enter')
  await expect(name).toHaveValue('Mine')
  expect(await client.routines.get({ companyId, id })).toMatchObject({ name: 'Nightly', description: 'Theirs', revisionNumber: 2 })
  await page.getByRole('button', { name: 'Copy mine' }).click()
  await expect(message(page, 'Your changes are on the clipboard.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Mine')
  await page.getByRole('button', { name: 'Overwrite' }).click()
  await expect(heading(page, 'Mine')).toBeVisible()
  expect(await client.routines.get({ companyId, id })).toMatchObject({ name: 'Mine', description: 'Theirs', revisionNumber: 3 })

  await name.fill('Mine again')
  await client.routines.update({ companyId, id, name: 'Theirs again' })
  await page.getByRole('button', { name: 'Reload theirs' }).click()
  await expect(name).toHaveValue('Theirs again')
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
})

test('enabling is undone from the toast, F8 leads there; a copy is disabled', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { id } = await nightly(client, acme)
  const enabled = async () => (await client.routines.get({ companyId, id })).enabled
  await open(`/c/${companyId}/routines`)
  await row(page, 'Nightly').getByRole('switch', { name: 'Nightly enabled' }).click()
  await holdMessage(page, 'Disabled Nightly.')
  await expect(row(page, 'Nightly')).toContainText('Disabled')
  await expect.poll(enabled).toBe(false)
  await page.keyboard.press('F8')
  await expect(message(page, 'Disabled Nightly.').getByRole('button', { name: 'Undo' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row(page, 'Nightly').getByRole('switch')).toBeChecked()
  await expect.poll(enabled).toBe(true)

  await row(page, 'Nightly').getByRole('button', { name: 'Actions for Nightly' }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(heading(page, 'Nightly copy')).toBeVisible()
  await expect(page.getByRole('switch', { name: 'Enabled' })).not.toBeChecked()
})

test('deleting asks for the name; Undo brings the routine back as it was', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { id } = await nightly(client, acme)
  await open(`/c/${companyId}/routines/${id}`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete routine Nightly' })
  const typed = dialog.getByLabel('Type Nightly to confirm')
  await expect(typed).toBeFocused()
  await page.keyboard.press('Enter')
  await typed.fill('nightly')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  await expect(dialog).toContainText('Past runs with their logs, and every revision, stay.')
  await typed.fill('Nightly')
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Routines')).toBeVisible()
  await expect(row(page, 'Nightly')).toBeHidden()
  const deleted = await holdMessage(page, 'Deleted Nightly.')
  expect((await client.routines.list({ companyId })).total).toBe(0)
  await deleted.getByRole('button', { name: 'Undo' }).click()
  await expect(row(page, 'Nightly')).toBeVisible()
  expect(await client.routines.get({ companyId, id })).toMatchObject({
    revisionNumber: 1,
    enabled: true,
    triggers: [{ cron: '0 3 * * *', enabled: true }],
  })
})
