/** What every page has: the palette, the keys, the title, and a connection that says how it stands. */

import { createServer } from 'node:net'
import { connection, expect, heading, message, newCompany, openWindow, row, runToEnd, test } from './window.ts'

test.describe.configure({ mode: 'default' })

const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })

test('the palette finds a run by number, an env key and a routine, from anywhere', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  const routine = await client.routines.create({
    companyId,
    name: 'Zebra crossing',
    agentId,
    args: ['console.log(1)'],
    env: [plain('ZEBRA_STRIPES', '12')],
  })
  const run = await runToEnd(client, companyId, routine.id)
  await open(`/c/${companyId}/secrets`)
  const find = async (query: string, option: RegExp) => {
    await page.keyboard.press('ControlOrMeta+k')
    const box = page.getByRole('combobox', { name: 'Search or run a command' })
    await expect(box).toBeFocused()
    await page.keyboard.type(query)
    const found = page.getByRole('option', { name: option })
    await expect(found).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(box).toBeHidden()
  }
  await find(`#${run.number}`, new RegExp(`^#${run.number} Zebra crossing`))
  await expect(heading(page, `Run #${run.number}`)).toBeFocused()
  await find('zebra_str', /^ZEBRA_STRIPES.*env key of/)
  await expect(page).toHaveURL(new RegExp(`/routines/${routine.id}/secrets$`))
  await expect(heading(page, 'Zebra crossing')).toBeFocused()
  await find('crossing', /^Zebra crossing/)
  await expect(page).toHaveURL(new RegExp(`/routines/${routine.id}$`))
  await expect(heading(page, 'Zebra crossing')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('group', { name: 'Act' }).getByRole('option', { name: /Run now/ })).toBeVisible()
  await page.keyboard.type('nothing like this at all')
  await expect(page.getByText(/^Nothing matches/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeHidden()
})

test('letters navigate, open and filter; while typing they are text', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId, agentId } = acme
  for (const name of ['Alpha', 'Beta', 'Gamma']) await client.routines.create({ companyId, name, agentId, args: ['1'] })
  await open(`/c/${companyId}/agents`)
  await expect(heading(page, 'Agents')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(heading(page, 'Routines')).toBeFocused()
  await expect(page).toHaveTitle(`Routines · ${acme.name} — Wheelhouse`)

  await row(page, 'Alpha').focus()
  await page.keyboard.press('j')
  await expect(row(page, 'Beta')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(row(page, 'Gamma')).toBeFocused()
  await page.keyboard.press('k')
  await expect(row(page, 'Beta')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Beta')).toBeFocused()
  await expect(page).toHaveTitle(`Routine · ${acme.name} — Wheelhouse`)
  await page.keyboard.press('Escape')
  await expect(heading(page, 'Routines')).toBeFocused()

  await page.keyboard.press('/')
  const filter = page.getByRole('searchbox', { name: 'Filter routines' })
  await expect(filter).toBeFocused()
  await page.keyboard.type('g r?')
  await expect(filter).toHaveValue('g r?')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(heading(page, 'Routines')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(filter).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(filter).not.toBeFocused()

  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByText('Focus the filter')).toBeVisible()
  await sheet.getByLabel('Find a shortcut').fill('settings')
  await expect(sheet.getByRole('listitem')).toHaveText([/^Settings/, /^Settings/])
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('single keys can be switched off; combinations stay', async ({ host, acme, open, page }) => {
  await open(`/c/${acme.companyId}/agents`)
  await expect(heading(page, 'Agents')).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).click()
  const singleKeys = page.getByRole('switch', { name: 'Single-key shortcuts' })
  await singleKeys.click()
  await expect(singleKeys).not.toBeChecked()
  await expect.poll(async () => (await host.client.settings.get({})).singleKeyShortcuts).toBe(false)
  await page.goBack()
  await expect(heading(page, 'Agents')).toBeFocused()
  await page.keyboard.press('?')
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeVisible()
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden()
  await expect(page).toHaveURL(/\/agents$/)
  await host.client.settings.update({ singleKeyShortcuts: true })
})

/** A port that is free and stays so: below those that the system hands out, where no other program is given it while the host is away. */
async function freePort(): Promise<string> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)))
    if (!free) continue
    await new Promise<void>((resolve) => server.close(() => resolve()))
    return String(port)
  }
}

test('a host that goes leaves the page standing and stale; one that comes back is found without a reload', async ({ page, faults, startOwn }) => {
  faults.expect(/ERR_CONNECTION_REFUSED|WebSocket connection/)
  const flags = ['--port', await freePort()]
  let host = await startOwn(flags)
  const { companyId, agentId } = await newCompany(host.client, 'Steady')
  const routine = await host.client.routines.create({ companyId, name: 'Nightly', agentId, args: ['console.log(1)'] })
  await openWindow(page, host, `/c/${companyId}/routines/${routine.id}`)
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))
  await host.stop()
  await expect(connection(page)).toHaveText(/^(Reconnecting|Offline) \(attempt \d+\)$/)
  await expect(page.getByTestId('state-stale')).toHaveText(/^Last updated .* · reconnecting/)
  await expect(heading(page, 'Nightly')).toBeVisible()
  const runNow = page.getByRole('button', { name: 'Run now' })
  await expect(runNow).toHaveAttribute('aria-disabled', 'true')
  await expect(runNow).toHaveAccessibleDescription(/reconnecting to its host/)

  host = await startOwn(flags)
  await host.client.routines.update({ companyId, id: routine.id, name: 'Renamed meanwhile' })
  await expect(connection(page)).toHaveText('Live')
  await expect(page.getByTestId('state-stale')).toBeHidden()
  await expect(heading(page, 'Renamed meanwhile')).toBeVisible()
  await expect(runNow).not.toHaveAttribute('aria-disabled', 'true')
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
})

test('what is done elsewhere shows here by itself, and the page is left where it was closed', async ({ ownHost, open, page, context }) => {
  const { client } = ownHost
  const first = await newCompany(client, 'First')
  await newCompany(client, 'Second')
  await open(`/c/${first.companyId}/projects`, ownHost)
  await client.projects.create({ companyId: first.companyId, name: 'From elsewhere' })
  await expect(row(page, 'From elsewhere')).toBeVisible()
  await expect.poll(async () => (await client.settings.get({})).lastCompanyId).toBe(first.companyId)
  const second = await context.newPage()
  await openWindow(second, ownHost, '/')
  await expect(heading(second, 'Projects')).toBeVisible()
  await expect(second).toHaveURL(new RegExp(`${first.companyId}/projects$`))
  expect(second.url()).not.toContain('token')
  await second.keyboard.press('ControlOrMeta+2')
  await expect(second.getByRole('button', { name: 'Company Second, switch' })).toBeVisible()
  await second.close()
})

test('without its token an address opens nothing', async ({ host, page, context }) => {
  const { origin } = new URL(host.url)
  await page.goto(`${origin}/companies`)
  await expect(page.getByRole('heading', { name: 'This window has no access yet' })).toBeVisible()
  const other = await context.newPage()
  await other.goto(`${origin}/companies#token=${'x'.repeat(43)}`)
  await expect(other.getByRole('heading', { name: 'This address is no longer valid' })).toBeVisible()
  await other.close()
})

test('an address that leads nowhere says so and offers the way back', async ({ acme, open, page }) => {
  await open(`/c/${acme.companyId}/routines/01a1fc52-0000-7000-8000-000000000000`)
  await expect(page.getByRole('alert')).toContainText('There is no such routine')
  await open('/nowhere/at/all')
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible()
  await expect(message(page, /./)).toHaveCount(0)
})
