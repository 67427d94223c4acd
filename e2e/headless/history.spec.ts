/** History in the window: what differs between revisions without a value, a restore with its dry run before, and Undo after. */
import type { Client } from '../../electron/transport/socket-client.ts'
import { type Acme, expect, test } from './window.ts'

test.describe.configure({ mode: 'default' })

const HIDDEN = ['first-hidden-value', 'second-hidden-value']

const masked = (value: string) => ({ key: 'FOOTER', binding: { kind: 'plain' as const, visibility: 'masked' as const, value } })

/** r1 with a masked value and a secret; r2 differs in the environment alone. */
async function twoEnvironments(client: Client, { companyId, agentId }: Acme) {
  const secret = await client.secrets.create({ companyId, name: 'API token', value: 'a-value-of-twenty-six-char' })
  const token = { key: 'TOKEN', binding: { kind: 'secret' as const, secretId: secret.id, version: 'latest' as const } }
  const routine = await client.routines.create({ companyId, agentId, name: 'Report', env: [masked(HIDDEN[0] as string), token] })
  const saved = await client.routines.update({ companyId, id: routine.id, env: [masked(HIDDEN[1] as string)], summary: 'Without the token' })
  return { secret, id: routine.id, current: saved.revisionId }
}

test('an env-only change is seen without its values, restored, and taken back', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { id, secret } = await twoEnvironments(client, acme)
  await open(`/c/${companyId}/routines/${id}/history`)
  const list = page.getByRole('list', { name: 'Revisions' })
  await expect(list.getByRole('listitem').first()).toContainText('Without the token')
  await list.getByRole('button', { name: 'r1', exact: true }).click()
  await expect(page.getByText('Different from r2, which is current: 2 env keys.')).toBeVisible()
  await page.getByRole('button', { name: 'Compare with r2' }).click()
  await expect(page).toHaveURL(/compare=r1\.\.r2/)
  const changes = page.getByRole('table', { name: 'Environment changes' })
  await expect(changes.getByRole('row', { name: /FOOTER/ })).toContainText('Value changed')
  await expect(changes.getByRole('row', { name: /TOKEN/ })).toContainText('Removed')
  await expect(changes.getByRole('row', { name: /TOKEN/ })).toContainText('API token')
  await page.getByRole('button', { name: 'Close the comparison' }).click()

  await page.getByRole('button', { name: 'Restore r1' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore r1' })
  await expect(dialog).toContainText('Creates r3 with the content of r1; r2 stays.')
  await expect(dialog.getByRole('button', { name: 'Keep r2' })).toBeFocused()
  await expect(dialog.getByRole('table', { name: 'Environment changes' }).getByRole('row', { name: /TOKEN/ })).toContainText('Added')
  await dialog.getByLabel('Reason').fill('the token is needed')
  await dialog.getByRole('button', { name: 'Restore r1 as r3' }).click()
  await expect(dialog).toBeHidden()
  await expect(list.getByRole('listitem').first()).toContainText('Restored from r1')
  await expect(list.getByRole('listitem').first()).toContainText('the token is needed')
  const restored = await client.routines.get({ companyId, id })
  expect(restored.env.map(({ key }) => key)).toEqual(['FOOTER', 'TOKEN'])
  expect((await client.secrets.get({ companyId, id: secret.id })).bindings).toMatchObject([{ targetId: id, configPath: 'env.TOKEN' }])

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(list.getByRole('listitem').first()).toContainText('Restored from r2')
  expect((await client.routines.get({ companyId, id })).env.map(({ key }) => key)).toEqual(['FOOTER'])
  expect((await client.secrets.get({ companyId, id: secret.id })).bindings).toEqual([])
  const html = await page.content()
  for (const value of HIDDEN) expect(html).not.toContain(value)
})

test('a deleted secret is explained before, and the rest comes back without it', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { id, secret } = await twoEnvironments(client, acme)
  await client.secrets.remove({ companyId, id: secret.id })
  await open(`/c/${companyId}/routines/${id}/history?r=1`)
  await page.getByRole('button', { name: 'Restore r1' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore r1' })
  const confirm = dialog.getByRole('button', { name: 'Restore r1 as r3' })
  await expect(dialog.getByRole('list', { name: 'What to know before' })).toContainText('TOKEN refers to API token, which was deleted.')
  await dialog.getByLabel('Reason').fill('the old footer')
  await expect(confirm).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('button', { name: 'Leave TOKEN out' }).click()
  await expect(dialog.getByRole('checkbox', { name: 'FOOTER' })).toBeChecked()
  await expect(dialog.getByRole('checkbox', { name: 'TOKEN' })).not.toBeChecked()
  await confirm.click()
  await expect(dialog).toBeHidden()
  expect(await client.routines.get({ companyId, id })).toMatchObject({ revisionNumber: 3, env: [{ key: 'FOOTER' }] })
})

test('unsaved edits stand in the way until they are saved or discarded', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { id } = await twoEnvironments(client, acme)
  await open(`/c/${companyId}/routines/${id}`)
  await page.getByLabel('Name', { exact: true }).fill('Report of the day')
  await page.getByRole('link', { name: 'History' }).click()
  await expect(page.getByText('Unsaved edits on Overview: Name.')).toBeVisible()
  await expect(page.getByRole('button', { name: /Restore/ })).toHaveCount(0)
  await page.getByRole('main').getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Revisions' }).getByRole('button', { name: 'r3' })).toBeVisible()
  await expect(page.getByText('Unsaved edits')).toHaveCount(0)
  expect(await client.routines.get({ companyId, id })).toMatchObject({ name: 'Report of the day', revisionNumber: 3 })
})

test('two runs side by side', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  const { id } = await client.routines.create({ companyId, agentId, name: 'Flaky', args: ['process.exit(0)'], env: [masked('one')] })
  const ended = async (runId: string) => expect.poll(async () => (await client.runs.get({ companyId, id: runId })).finishedAt).not.toBeNull()
  const good = await client.runs.start({ companyId, routineId: id })
  await ended(good.id)
  await client.routines.update({ companyId, id, args: ['process.exit(3)'], env: [masked('two')] })
  const bad = await client.runs.start({ companyId, routineId: id })
  await ended(bad.id)
  await open(`/c/${companyId}/runs/${bad.id}`)
  await page.getByRole('link', { name: 'Compare with last success' }).click()
  const outcome = page.getByRole('table', { name: 'Outcome' })
  await expect(outcome.getByRole('row', { name: /Status/ })).toContainText('Succeeded')
  await expect(outcome.getByRole('row', { name: /Status/ })).toContainText('Failed')
  await expect(outcome.getByRole('row', { name: /^Exit/ })).toContainText('code 3')
  await expect(page.getByText('process.exit(', { exact: false }).first()).toBeVisible()
  await expect(page.getByRole('table', { name: 'Environment changes' }).getByRole('row', { name: /FOOTER/ })).toContainText('Value changed')
})
