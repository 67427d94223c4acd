/** The vault in the window: values go in and never come out, and what depends on one is said before it changes. */
import { readFile, rename } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import type { Client } from '../../electron/transport/socket-client.ts'
import { type Acme, expect, heading, holdMessage, message, newCompany, openWindow, row, runToEnd, test } from './window.ts'

test.describe.configure({ mode: 'default' })

async function bound(client: Client, { companyId, agentId }: Acme) {
  const secret = await client.secrets.create({ companyId, name: 'Mail password', value: 'first value here' })
  const routine = await client.routines.create({
    companyId,
    name: 'Mailer',
    agentId,
    args: ['console.log(process.env.MAIL.length)'],
    env: [{ key: 'MAIL', binding: { kind: 'secret', secretId: secret.id, version: 'latest' } }],
  })
  return { secret, routine }
}

/** Walks the wizard from the value to the result. */
async function rotate(page: Page, name: string, value: string, overlap: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: `Rotate ${name}` })
  await expect(dialog.getByLabel('New value', { exact: true })).toBeFocused()
  await page.keyboard.type(value)
  await expect(dialog.getByLabel('New value', { exact: true })).toHaveCSS('-webkit-text-security', 'disc')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog.getByText(/following the latest|Nothing uses/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.getByRole('radio', { name: overlap }).click()
  await dialog.getByRole('button', { name: /^Save as v/ }).click()
  return dialog
}

test('rotating says whom it reaches, the next run gets the new version, and Back makes the old one current again', async ({
  host,
  acme,
  open,
  page,
}) => {
  const { client } = host
  const { companyId } = acme
  const { secret, routine } = await bound(client, acme)
  await open(`/c/${companyId}/secrets`)
  await row(page, 'Mail password').getByRole('button', { name: 'Actions for Mail password' }).click()
  await page.getByRole('menuitem', { name: 'Rotate' }).click()
  const dialog = await rotate(page, 'Mail password', 'a second value, longer', '7 days')
  await expect(dialog.getByText('v2 is current.')).toBeVisible()
  await expect(dialog.getByRole('list', { name: 'On the new version' })).toContainText('Mailer')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(row(page, 'Mail password')).toContainText('v2')
  const run = await runToEnd(client, companyId, routine.id)
  expect(run.env).toMatchObject([{ key: 'MAIL', version: 2 }])
  await row(page, 'Mail password').click()
  await expect(heading(page, 'Mail password')).toBeFocused()
  await expect(row(page, `Run ${run.number}`)).toContainText('MAIL')
  await expect(row(page, 'v1')).toContainText('Enabled until')
  await page.getByRole('button', { name: 'Back to v1' }).click()
  await expect(message(page, 'Mail password is back at v1.')).toBeVisible()
  await expect(row(page, 'v1')).toContainText('Current')
  await expect(page.getByRole('button', { name: 'Back to v1' })).toBeHidden()
  expect((await runToEnd(client, companyId, routine.id)).env).toMatchObject([{ key: 'MAIL', version: 1 }])
  const { versions } = await client.secrets.get({ companyId, id: secret.id })
  expect(versions.map(({ disableAt }) => disableAt)).toEqual([null, null])
})

test('a version is destroyed after some days by its name and a reason, and that can be cancelled', async ({ host, acme, open, page }) => {
  const { client } = host
  const { secret } = await bound(client, acme)
  await client.secrets.rotate({ companyId: acme.companyId, id: secret.id, value: 'second' })
  await open(`/c/${acme.companyId}/secrets/${secret.id}`)
  await row(page, 'v2').getByRole('button', { name: 'Actions for v2' }).click()
  await expect(page.getByRole('menuitem', { name: 'Schedule destruction' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await row(page, 'v1').getByRole('button', { name: 'Actions for v1' }).click()
  await page.getByRole('menuitem', { name: 'Schedule destruction' }).click()
  const dialog = page.getByRole('dialog', { name: 'Destroy v1 of Mail password' })
  await dialog.getByLabel('Reason').fill('It leaked')
  await dialog.getByLabel('Type Mail password to confirm').fill('Mail password')
  await dialog.getByRole('button', { name: 'Schedule destruction' }).click()
  await expect(row(page, 'v1')).toContainText('Scheduled for destruction')
  await expect(row(page, 'v1')).toContainText('It leaked')
  const [, old] = (await client.secrets.get({ companyId: acme.companyId, id: secret.id })).versions
  expect((old?.destroyAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(6.9 * 86_400_000)
  await row(page, 'v1').getByRole('button', { name: 'Actions for v1' }).click()
  await page.getByRole('menuitem', { name: 'Cancel destruction' }).click()
  await expect(row(page, 'v1')).toContainText('Disabled')
  await row(page, 'v1').getByRole('button', { name: 'Actions for v1' }).click()
  await page.getByRole('menuitem', { name: 'Enable', exact: true }).click()
  await expect(row(page, 'v1')).toContainText('Enabled')
})

test('disabling says which runs fail, the log shows the denial, Undo mends both', async ({ host, acme, open, page }) => {
  const { routine, secret } = await bound(host.client, acme)
  await open(`/c/${acme.companyId}/secrets/${secret.id}`)
  await page.getByRole('main').getByRole('button', { name: 'Disable' }).click()
  const dialog = page.getByRole('dialog', { name: 'Disable Mail password' })
  await expect(dialog.getByText('Runs of 1 routine fail before they start')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Keep enabled' })).toBeFocused()
  await dialog.getByLabel('Reason').fill('Looked at by somebody')
  await dialog.getByRole('button', { name: 'Disable secret' }).click()
  const disabled = await holdMessage(page, 'Disabled Mail password.')
  const { reason, number } = await runToEnd(host.client, acme.companyId, routine.id)
  expect(reason).toBe('env_unresolved')
  await expect(row(page, `Run ${number}`)).toContainText('Denied')
  await expect(row(page, `Run ${number}`)).toContainText('secret_disabled')
  await disabled.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('main').getByRole('button', { name: 'Disable' })).toBeVisible()
  expect((await runToEnd(host.client, acme.companyId, routine.id)).status).toBe('succeeded')
  await page.getByRole('button', { name: 'Check the trail' }).click()
  await expect(page.getByText('The trail is intact.')).toBeVisible()
})

test('deleting what is in use asks for its name and why, a free one only whether, and Undo brings both back', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  const { routine } = await bound(client, acme)
  await client.secrets.create({ companyId, name: 'Spare', value: 'x' })
  await open(`/c/${companyId}/secrets`)
  await row(page, 'Spare').getByRole('button', { name: 'Actions for Spare' }).click()
  await page.getByRole('menuitem', { name: 'Delete secret' }).click()
  await page.getByRole('dialog', { name: 'Delete secret Spare' }).getByRole('button', { name: 'Delete secret' }).click()
  await expect(row(page, 'Spare')).toBeHidden()
  await expect(row(page, 'Mail password')).toBeFocused()
  await row(page, 'Mail password').getByRole('button', { name: 'Actions for Mail password' }).click()
  await page.getByRole('menuitem', { name: 'Delete secret' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete secret Mail password' })
  await expect(dialog.getByRole('link', { name: 'Mailer' })).toBeVisible()
  await dialog.getByLabel('Type Mail password to confirm').fill('Mail password')
  await expect(dialog.getByRole('button', { name: 'Delete secret' })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Reason').fill('Replaced')
  await dialog.getByRole('button', { name: 'Delete secret' }).click()
  const deleted = message(page, 'Deleted secret Mail password.')
  await expect(deleted).toBeVisible()
  await deleted.getByRole('button', { name: 'Undo' }).click()
  await expect(row(page, 'Mail password')).toBeVisible()
  expect((await runToEnd(client, companyId, routine.id)).status).toBe('succeeded')
})

test('a nasty .env file is reviewed row by row and done at once', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  await client.secrets.create({ companyId, name: 'known', value: 'as it was' })
  await client.secrets.create({ companyId, name: 'SAME', value: 'kept' })
  const text =
    '\uFEFF# secrets\r\nexport KNOWN=\'an0ther v4lue\'\nSAME=kept\nPEM="-----BEGIN-----\nline two\n-----END-----"\nTWICE=1\nTWICE=2\n1BAD=x\nEMPTY=\nthis is no line\nHASH=a#b\nOPEN="never closed\n'
  await open(`/c/${companyId}/secrets`)
  await page.getByRole('button', { name: 'Import or export' }).click()
  await page.getByRole('menuitem', { name: 'Import .env or JSON' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import secrets' })
  await dialog.getByLabel('File to import').setInputFiles({ name: '.env', mimeType: 'text/plain', buffer: Buffer.from(text) })
  await expect(dialog.getByLabel('Text', { exact: true })).toHaveCSS('-webkit-text-security', 'disc')
  await dialog.getByRole('button', { name: 'Review' }).click()
  await expect(row(page, /^Line \d+: KNOWN$/)).toContainText('Overwrite')
  await expect(row(page, /^Line \d+: SAME$/)).toContainText('Same')
  await expect(row(page, /^Line \d+: 1BAD$/)).toContainText('Invalid')
  await expect(row(page, 'Line 7: TWICE')).toContainText('Left out')
  await dialog.getByLabel('Name for line 8').fill('Twice over')
  await dialog.getByRole('button', { name: /^Apply 4 changes$/ }).click()
  await expect(dialog.getByText('3 added, 1 given a new version, 1 left as they were.')).toBeVisible()
  await expect(page.locator('html')).not.toContainText('an0ther v4lue')
  await dialog.getByRole('button', { name: 'Done' }).click()
  const names = (await client.secrets.list({ companyId })).map(({ name, version }) => `${name} v${version}`).toSorted()
  expect(names).toEqual(['HASH v1', 'PEM v1', 'SAME v1', 'Twice over v1', 'known v2'])
})

test('a locked vault keeps its names and is opened again by a recovery kit', async ({ startOwn, page, faults }) => {
  faults.expect(/WebSocket|ERR_CONNECTION/)
  const before = await startOwn()
  const acme = await newCompany(before.client)
  const { routine } = await bound(before.client, acme)
  const passphrase = 'correct horse battery'
  await openWindow(page, before, '/settings/vault')
  await page.getByRole('button', { name: 'Make a kit' }).click()
  const make = page.getByRole('dialog', { name: 'Make a recovery kit' })
  await make.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await make.getByLabel('Passphrase again').fill(passphrase)
  const [saved] = await Promise.all([page.waitForEvent('download'), make.getByRole('button', { name: 'Make the kit' }).click()])
  const kit = await readFile(await saved.path(), 'utf8')
  await expect(make.getByText(/^Saved as wheelhouse-recovery-kit/)).toBeVisible()
  await make.getByRole('button', { name: 'Done' }).click()
  const { keyLocation } = await before.client.vault.status({})
  await before.stop()
  await rename(keyLocation, `${keyLocation}.elsewhere`)
  const after = await startOwn()
  await openWindow(page, after, `/c/${acme.companyId}/secrets`)
  await expect(page.getByTestId('vault-locked')).toContainText('The vault is locked.')
  await expect(row(page, 'Mail password')).toBeVisible()
  expect((await runToEnd(after.client, acme.companyId, routine.id)).reason).toBe('env_unresolved')
  await page.getByRole('button', { name: 'Restore from recovery kit' }).click()
  const restore = page.getByRole('dialog', { name: 'Restore the master key' })
  await restore.getByLabel('Recovery kit', { exact: true }).fill(kit)
  await restore.getByLabel('Passphrase').fill('not the passphrase')
  await restore.getByRole('button', { name: 'Open the vault' }).click()
  await expect(restore.getByText('The passphrase does not open this recovery kit.')).toBeVisible()
  await restore.getByLabel('Passphrase').fill(passphrase)
  await restore.getByRole('button', { name: 'Open the vault' }).click()
  await expect(page.getByTestId('vault-locked')).toBeHidden()
  expect((await runToEnd(after.client, acme.companyId, routine.id)).status).toBe('succeeded')
})

test('a taken name is refused beside its field and the value typed stays', async ({ host, acme, open, page }) => {
  await bound(host.client, acme)
  await open(`/c/${acme.companyId}/secrets`)
  await page.getByRole('button', { name: 'New secret' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Mail password')
  await page.getByLabel('Value', { exact: true }).fill('typed once')
  await page.getByRole('button', { name: 'Save secret' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Value', { exact: true })).toHaveValue('typed once')
})
