/** The environment of the next run in the window: who wins, who loses, and what the run then gets. */
import type { Locator, Page } from '@playwright/test'
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
  await page.getByRole('option', { name: 'Secret kept in the vault' }).click()
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

const PASTED = 'pasted-credential-8d1f0a'
const HIDDEN = 'the-footer-nobody-sees'

/** What a page gave away: its document, what screen readers hear, and every frame that came in. */
async function told(page: Page, frames: readonly string[]): Promise<string> {
  return `${await page.content()}\n${await page.locator('body').ariaSnapshot()}\n${frames.join('\n')}`
}

/** Everything the host sends to this page from now on. */
function framesOf(page: Page): string[] {
  const frames: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(payload.toString())))
  return frames
}

async function pasteInto(page: Page, field: Locator, text: string) {
  await field.focus()
  await field.evaluate((input, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    clipboardData.setData('text', pasted)
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
  await expect(page.getByRole('dialog', { name: 'Review what you pasted' })).toBeVisible()
}

test('pasted .env text is reviewed, applied, saved and reaches the next run', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { routine } = await threeLayers(client, acme)
  const frames = framesOf(page)
  await open(`/c/${companyId}/routines/${routine.id}/secrets`)
  await page.getByRole('button', { name: 'Add key' }).click()
  const text = `export EXTRA="one\ntwo"\nWHO=routine\nTOKEN=${PASTED}\nDB_PASSWORD=${PASTED}\nTWICE=1\nTWICE=2\nnot a line\n`
  await pasteInto(page, page.getByLabel('Name of key 3', { exact: true }), text)
  const review = page.getByRole('dialog', { name: 'Review what you pasted' })
  const verdict = (key: string) => review.getByRole('row', { name: new RegExp(key) })
  await expect(verdict('EXTRA')).toHaveAttribute('data-verdict', 'add')
  await expect(verdict('WHO')).toHaveAttribute('data-verdict', 'same')
  await expect(verdict('TOKEN')).toHaveAttribute('data-verdict', 'overwrite')
  await expect(verdict('TWICE').first()).toHaveAttribute('data-verdict', 'duplicate')
  await expect(verdict('not a line')).toHaveAttribute('data-verdict', 'invalid')
  await expect(review.getByRole('combobox', { name: 'Keep DB_PASSWORD as' })).toContainText('Secret')
  expect(await client.secrets.list({ companyId })).toHaveLength(1)
  expect(await page.content()).not.toContain(PASTED)
  await review.getByRole('button', { name: 'Apply 4 changes' }).click()
  await expect(review).toBeHidden()
  expect((await client.routines.get({ companyId, id: routine.id })).revisionNumber).toBe(1)
  expect((await client.secrets.list({ companyId })).map(({ name }) => name).toSorted()).toEqual(['API token', 'DB_PASSWORD', 'TOKEN'])

  const bar = page.getByRole('region', { name: 'Unsaved changes' })
  await bar.getByRole('button', { name: 'Review' }).click()
  const changes = page.getByRole('dialog', { name: 'Review unsaved changes' })
  await expect(changes).toContainText('Takes effect from the next run. No run is in progress.')
  await expect(changes.getByRole('row', { name: /TOKEN/ })).toContainText('Another secret')
  await changes.getByRole('button', { name: /^Save/ }).click()
  await expect(bar).toBeHidden()
  expect((await client.routines.get({ companyId, id: routine.id })).revisionNumber).toBe(2)
  expect(await told(page, frames)).not.toContain(PASTED)
  await page.getByRole('button', { name: 'Run now' }).click()
  await expect(page.getByRole('log').getByText('WHO=routine TOKEN=‹secret')).toBeVisible()
  expect(await told(page, frames)).not.toContain(PASTED)
})

test('as text the layer is what stands there; markers keep what is hidden', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { routine } = await threeLayers(client, acme)
  const { env } = await client.routines.get({ companyId, id: routine.id })
  const footer = { key: 'FOOTER', binding: { kind: 'plain' as const, visibility: 'masked' as const, value: HIDDEN } }
  await client.routines.update({ companyId, id: routine.id, env: [...env, footer] })
  const frames = framesOf(page)
  await open(`/c/${companyId}/routines/${routine.id}/secrets`)
  await page.getByRole('button', { name: 'Edit as text' }).click()
  const raw = page.getByRole('textbox', { name: 'Keys and values' })
  await expect(raw).toHaveValue(/^WHO=routine\nTOKEN=‹keep v1 · [0-9a-f]{4}…›\nFOOTER=‹keep masked · [0-9a-f]{4}…›\n$/)
  const lines = (await raw.inputValue()).trim().split('\n')
  await raw.fill([lines[2], 'TOKEN=‹keep v2 · ffff…›', 'NEW="a # b"'].join('\n'))
  await expect(raw).toHaveAccessibleDescription(/Line 2: This is not what is kept under TOKEN/)
  await expect(page.getByRole('button', { name: 'Replace the layer' })).toHaveAttribute('aria-disabled', 'true')
  await raw.fill([lines[2], lines[1], 'NEW="a # b"'].join('\n'))
  await page.getByRole('button', { name: 'Replace the layer' }).click()
  await page.getByRole('button', { name: /^Save/ }).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
  const stored = await client.routines.get({ companyId, id: routine.id })
  expect(stored.env.map(({ key }) => key)).toEqual(['FOOTER', 'TOKEN', 'NEW'])
  expect(await client.secrets.reveal({ companyId, targetType: 'routine', targetId: routine.id, key: 'FOOTER', reason: 'spec' })).toEqual({
    value: HIDDEN,
  })
  expect(await told(page, frames)).not.toContain(HIDDEN)
})

test('hiding more is free, hiding less takes a new value; a masked value is shown once, with a reason', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const env = [
    { key: 'FOOTER', binding: { kind: 'plain' as const, visibility: 'masked' as const, value: HIDDEN } },
    { key: 'SALT', binding: { kind: 'plain' as const, visibility: 'write_only' as const, value: 'the-salt-nobody-sees' } },
  ]
  const project = await client.projects.create({ companyId, name: 'Hidden', env })
  const frames = framesOf(page)
  await open(`/c/${companyId}/projects/${project.id}`)
  await expect(page.getByText('••••••••')).toHaveCount(2)
  await expect(page.getByRole('button', { name: /^Reveal SALT: this value is write-only/ })).toHaveAttribute('aria-disabled', 'true')
  expect(await told(page, frames)).not.toMatch(/nobody-sees/)

  await page.getByRole('button', { name: 'Reveal FOOTER' }).click()
  await page.getByLabel('Why do you need FOOTER?').fill('a customer asked')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('group', { name: 'Value of FOOTER' })).toHaveText(HIDDEN)
  await page.evaluate(() => window.dispatchEvent(new Event('blur')))
  await expect(page.getByText(HIDDEN)).toHaveCount(0)
  expect((await client.secrets.access({ companyId, action: ['reveal'] })).items).toMatchObject([{ outcome: 'success', reason: 'a customer asked' }])

  const choose = async (key: string, kind: string) => {
    await page.getByRole('combobox', { name: `Kind of ${key}` }).click()
    await page.getByRole('option', { name: new RegExp(`^${kind}`) }).click()
  }
  const save = page.getByRole('region', { name: 'Unsaved changes' }).getByRole('button', { name: /^Save/ })
  await choose('SALT', 'Visible')
  await expect(page.getByText(/stored value is write-only and cannot be made visible/)).toBeVisible()
  await expect(save).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('button', { name: 'Replace the value of SALT' }).click()
  await page.keyboard.type('pepper')
  await choose('FOOTER', 'Write-only')
  await save.click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
  expect((await client.projects.get({ companyId, id: project.id })).env).toEqual([
    { key: 'FOOTER', binding: { kind: 'plain', visibility: 'write_only', value: null } },
    { key: 'SALT', binding: { kind: 'plain', visibility: 'visible', value: 'pepper' } },
  ])
})
