/** Agents and projects in the window: made, changed, kept from being deleted under a routine. */
import { expect, heading, message, row, test } from './window.ts'

test.describe.configure({ mode: 'default' })

test('an agent is changed on its page, its limits count for the next run', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  await open(`/c/${companyId}/agents`)
  await row(page, 'Node').click()
  await expect(heading(page, 'Node')).toBeFocused()
  const limit = page.getByLabel(/^Time limit/)
  await limit.fill('1')
  await page.getByRole('button', { name: /^Save/ }).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
  expect((await client.agents.get({ companyId, id: agentId })).adapter.timeoutSec).toBe(1)
  const routine = await client.routines.create({ companyId, name: 'Too slow', agentId, args: ['setTimeout(() => {}, 30_000)'] })
  await client.runs.start({ companyId, routineId: routine.id })
  await open(`/c/${companyId}/runs`)
  await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1)).toContainText('Timed out')
})

for (const [noun, place] of [
  ['agent', 'agents'],
  ['project', 'projects'],
] as const) {
  test(`${noun}: deletion waits for the routines that use it`, async ({ host, acme, open, page }) => {
    const { client } = host
    const { companyId, agentId } = acme
    const project = await client.projects.create({ companyId, name: 'Reports' })
    const routine = await client.routines.create({ companyId, name: 'User', agentId, projectId: project.id })
    const name = noun === 'agent' ? 'Node' : 'Reports'
    await open(`/c/${companyId}/${place}`)
    await expect(row(page, name)).toBeVisible()
    await row(page, name)
      .getByRole('button', { name: `Actions for ${name}` })
      .click()
    await page.getByRole('menuitem', { name: `Delete ${noun}` }).click()
    const refused = page.getByRole('dialog', { name: `${name} can’t be deleted yet` })
    await expect(refused.getByRole('link', { name: 'Show the routine' })).toBeVisible()
    await client.routines.remove({ companyId, id: routine.id })
    const released = page.getByRole('dialog', { name: `${name} can be deleted now` })
    await expect(released.getByRole('status')).toContainText('any more.')
    await released.getByRole('button', { name: 'Continue' }).click()
    const dialog = page.getByRole('dialog', { name: `Delete ${noun} ${name}` })
    await expect(dialog.getByRole('button', { name: `Keep ${noun}` })).toBeFocused()
    await dialog.getByRole('button', { name: `Delete ${noun}` }).click()
    await expect(row(page, name)).toBeHidden()
    await expect(message(page, new RegExp(`Deleted .*${name}`))).toBeVisible()
  })
}

test('renaming a company shows in every corner; deleting it asks for the name and leads away', async ({ ownHost, open, page }) => {
  const { client } = ownHost
  const { id } = await client.companies.create({ name: 'Umbrella' })
  await client.companies.create({ name: 'Soylent' })
  await open('/companies', ownHost)
  await row(page, 'Umbrella').getByRole('button', { name: 'Actions for Umbrella' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Aperture')
  await page.keyboard.press('Enter')
  await expect(row(page, 'Aperture')).toBeVisible()
  await open(`/c/${id}/routines`, ownHost)
  await expect(page.getByRole('button', { name: 'Company Aperture, switch' })).toBeVisible()
  await expect(page).toHaveTitle('Routines · Aperture — Wheelhouse')
  await open('/companies', ownHost)
  await row(page, 'Aperture').getByRole('button', { name: 'Actions for Aperture' }).click()
  await page.getByRole('menuitem', { name: 'Delete company' }).click()
  const dialog = page.getByRole('dialog', { name: /Delete company Aperture/ })
  const confirm = dialog.getByRole('button', { name: 'Delete company' })
  await expect(confirm).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Type Aperture to confirm').fill('Aperture')
  await confirm.click()
  await expect(row(page, 'Aperture')).toBeHidden()
  await expect(row(page, 'Soylent')).toBeFocused()
  expect((await client.companies.list({})).map(({ name }) => name)).toEqual(['Soylent'])
})
