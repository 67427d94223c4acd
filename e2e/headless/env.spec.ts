/** The environment of the next run in the window: who wins, who loses, and what the run then gets. */
import type { Client } from '../../electron/transport/socket-client.ts'
import { type Acme, addAndType, expect, heading, row, test } from './window.ts'

test.describe.configure({ mode: 'default' })

const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })

async function threeLayers(client: Client, { companyId }: Acme) {
  const secret = await client.secrets.create({ companyId, name: 'API token', value: 'a-value-of-twenty-six-char' })
  const agent = await client.agents.create({
    companyId,
    name: 'Layered',
    adapter: { kind: 'process', command: process.execPath, args: ['-e'], cwd: null, timeoutSec: 60, graceSec: 1 },
    env: [plain('WHO', 'agent'), plain('ONLY_AGENT', 'yes')],
  })
  const project = await client.projects.create({ companyId, name: 'Reports', env: [plain('WHO', 'project')] })
  const routine = await client.routines.create({
    companyId,
    name: 'Layers',
    agentId: agent.id,
    projectId: project.id,
    args: ['console.log("WHO=" + process.env.WHO + " TOKEN=" + process.env.TOKEN + " EXTRA=" + process.env.EXTRA)'],
    env: [plain('WHO', 'routine'), { key: 'TOKEN', binding: { kind: 'secret', secretId: secret.id, version: 'latest' } }],
  })
  return { secret, routine }
}

test('the winner stands in the row, the losers are struck through beneath it, secrets are eight dots', async ({ host, acme, open, page }) => {
  const { routine } = await threeLayers(host.client, acme)
  await open(`/c/${acme.companyId}/routines/${routine.id}/secrets`)
  await expect(page.getByText('agent loses to project loses to routine')).toBeVisible()
  const table = page.getByRole('table', { name: 'Environment of the next run' })
  await expect(table.getByRole('rowheader')).toHaveText(['ONLY_AGENT', 'TOKEN', 'WHO'])
  const who = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'WHO' }) })
  await expect(who).toContainText('routine')
  await expect(who.getByRole('cell').nth(5)).toHaveText('2')
  await page.getByRole('button', { name: 'Show the layers of WHO' }).click()
  const losers = table.getByRole('row').filter({ hasText: 'loses to routine value' })
  await expect(losers).toHaveCount(2)
  await expect(losers.nth(0)).toContainText('project value loses to routine value')
  await expect(losers.nth(1)).toContainText('agent value loses to routine value')
  for (const loser of await losers.all()) await expect(loser.getByRole('cell').nth(3)).toHaveCSS('text-decoration-line', 'line-through')

  const token = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'TOKEN' }) })
  await expect(token.getByText('••••••••', { exact: true })).toBeVisible()
  await expect(token).toContainText('latest → v1')
  await page.getByRole('checkbox', { name: 'Only overrides (1)' }).click()
  await expect(table.getByRole('rowheader')).toHaveText(['WHO'])
})

test('a reserved name is refused beside its field; a secret picked from the vault reaches the next run', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { routine } = await threeLayers(client, acme)
  await open(`/c/${companyId}/routines/${routine.id}/secrets`)
  await addAndType(page, 'Add key', 'Name of key 3', 'WHEELHOUSE_RUN')
  const reserved = page.getByLabel('Name of WHEELHOUSE_RUN')
  await expect(reserved).toHaveAccessibleDescription(/reserved/)
  await expect(reserved).toHaveAttribute('aria-invalid', 'true')
  const bar = page.getByRole('region', { name: 'Unsaved changes' })
  await expect(bar.getByRole('button', { name: /^Save/ })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('ControlOrMeta+s')
  await reserved.fill('EXTRA')
  await page.getByRole('combobox', { name: 'Kind of EXTRA' }).click()
  await page.getByRole('option', { name: 'Secret' }).click()
  await page.getByRole('combobox', { name: 'Secret for EXTRA' }).fill('api')
  await expect(page.getByRole('option', { name: /API token.*v1 · .*used once/ })).toHaveAttribute('data-highlighted')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Secret for EXTRA' })).toHaveValue('API token')
  await bar.getByRole('button', { name: /^Save/ }).click()
  await expect(bar).toBeHidden()
  await expect(page.getByRole('rowheader', { name: 'EXTRA' })).toBeVisible()
  expect((await client.routines.get({ companyId, id: routine.id })).revisionNumber).toBe(2)

  await page.getByRole('button', { name: 'Run now' }).click()
  await expect(page.getByRole('log').getByText('WHO=routine TOKEN=‹secret API token› EXTRA=‹secret API token›')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Environment 4 keys' }).getByRole('listitem')).toHaveCount(4)
})

test('removing a key is undone from its toast', async ({ host, acme, open, page }) => {
  const { routine } = await threeLayers(host.client, acme)
  await open(`/c/${acme.companyId}/routines/${routine.id}/secrets`)
  await page.getByRole('button', { name: 'Remove WHO' }).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toContainText('1 unsaved change')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByLabel('Value of WHO')).toHaveValue('routine')
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
})

test('what a project adds is edited on its own page and shows on the routine', async ({ host, acme, open, page }) => {
  const { routine } = await threeLayers(host.client, acme)
  await open(`/c/${acme.companyId}/projects`)
  await row(page, 'Reports').click()
  await expect(heading(page, 'Reports')).toBeFocused()
  await addAndType(page, 'Add key', 'Name of key 2', 'FROM_PROJECT')
  await page.getByLabel('Value of FROM_PROJECT').fill('here')
  await page.getByRole('button', { name: /^Save/ }).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
  await row(page, 'Layers').click()
  await page.getByRole('navigation', { name: 'Routine', exact: true }).getByRole('link', { name: 'Secrets' }).click()
  await expect(page.getByRole('rowheader', { name: 'FROM_PROJECT' })).toBeVisible()
  expect((await host.client.routines.env({ companyId: acme.companyId, id: routine.id })).map(({ key }) => key)).toContain('FROM_PROJECT')
})
