/** Two windows on the same thing: whoever saves second sees both, and nobody's change is lost. */
import type { Page } from '@playwright/test'
import { expect, openWindow, test } from './window.ts'

test.describe.configure({ mode: 'default' })

const masked = (value: string) => ({ key: 'FOOTER', binding: { kind: 'plain' as const, visibility: 'masked' as const, value } })
const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })

const save = (page: Page) => page.getByRole('region', { name: 'Unsaved changes' }).getByRole('button', { name: /^Save/ })
const conflictIn = (page: Page) => page.getByRole('region', { name: 'Conflict' })

test('two windows edit one agent: the second sees what the first saved and combines both', async ({ host, acme, open, page, context }) => {
  const { client } = host
  const { companyId } = acme
  const { id } = await client.agents.create({
    companyId,
    name: 'Shared',
    adapter: { kind: 'process', command: 'node', args: [] },
    env: [plain('LEVEL', 'info'), plain('ZONE', 'UTC'), masked('first-footer-of-all')],
  })
  const other = await context.newPage()
  await open(`/c/${companyId}/agents/${id}`)
  await openWindow(other, host, `/c/${companyId}/agents/${id}`)

  await page.getByLabel('Value of LEVEL').fill('debug')
  await page.getByLabel('Value of ZONE').fill('CET')
  await page.getByLabel('Description').fill('Mine')
  await other.getByLabel('Value of LEVEL').fill('warn')
  await other.getByRole('button', { name: 'Replace the value of FOOTER' }).click()
  await other.keyboard.type('second-footer-of-all')
  await save(other).click()
  await expect(other.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()

  const conflict = conflictIn(page)
  await expect(
    conflict
      .getByRole('row', { name: /^LEVEL/ })
      .getByRole('cell')
      .nth(0),
  ).toHaveText('info')
  await expect(
    conflict
      .getByRole('row', { name: /^LEVEL/ })
      .getByRole('cell')
      .nth(1),
  ).toHaveText('debug')
  await expect(
    conflict
      .getByRole('row', { name: /^LEVEL/ })
      .getByRole('cell')
      .nth(2),
  ).toHaveText('warn')
  await expect(conflict.getByRole('row', { name: /^ZONE/ })).toContainText('Only you changed it')
  await expect(conflict.getByRole('row', { name: /^FOOTER/ })).toContainText('Only they changed it')
  expect(await page.content()).not.toMatch(/footer-of-all/)
  await expect(save(page)).toHaveAttribute('aria-disabled', 'true')
  await page.getByLabel('Description').press('Control+s')
  expect((await client.agents.get({ companyId, id })).version).toBe(2)

  await conflict.getByRole('radio', { name: 'Yours' }).click()
  await conflict.getByRole('button', { name: 'Combine in the form' }).click()
  await expect(conflict).toBeHidden()
  await save(page).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
  const stored = await client.agents.get({ companyId, id })
  expect(stored).toMatchObject({ description: 'Mine', version: 3 })
  expect(stored.env).toMatchObject([plain('LEVEL', 'debug'), plain('ZONE', 'CET'), { key: 'FOOTER' }])
  const footer = await client.secrets.reveal({ companyId, targetType: 'agent', targetId: id, key: 'FOOTER', reason: 'spec' })
  expect(footer.value).toBe('second-footer-of-all')
  await expect(other.getByLabel('Value of ZONE')).toHaveValue('CET')
  await other.close()
})

test('a routine: config and environment meet newer revisions apart; what does not touch is no conflict', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  const { id } = await client.routines.create({ companyId, agentId, name: 'Report', env: [plain('LEVEL', 'info')] })
  await open(`/c/${companyId}/routines/${id}/secrets`)
  await page.getByLabel('Value of LEVEL').fill('debug')
  await client.routines.update({ companyId, id, description: 'Changed elsewhere' })
  // Until the page has heard of it, a save is one from an older revision.
  await expect(page.getByText('Revision r2')).toBeVisible()
  await expect(conflictIn(page)).toHaveCount(0)
  await save(page).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
  expect(await client.routines.get({ companyId, id })).toMatchObject({
    description: 'Changed elsewhere',
    env: [plain('LEVEL', 'debug')],
    revisionNumber: 3,
  })

  await page.getByLabel('Value of LEVEL').fill('mine')
  await client.routines.update({ companyId, id, env: [plain('LEVEL', 'theirs'), plain('MORE', '1')] })
  const conflict = conflictIn(page)
  await expect(conflict.getByRole('row', { name: /^LEVEL/ })).toBeVisible()
  await expect(page.getByText('Overwrite replaces 1 change of theirs.')).toBeVisible()
  await page.getByRole('textbox', { name: 'What changed' }).press('Enter')
  await expect(conflict).toBeVisible()
  await conflict.getByRole('button', { name: 'Overwrite' }).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
  expect((await client.routines.get({ companyId, id })).env).toEqual([plain('LEVEL', 'mine'), plain('MORE', '1')])
})
