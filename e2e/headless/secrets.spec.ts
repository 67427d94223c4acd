/** The vault in the window: values go in and never come out, and what depends on one is said before it changes. */
import type { Client } from '../../electron/transport/socket-client.ts'
import { type Acme, expect, heading, holdMessage, message, row, runToEnd, test } from './window.ts'

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

test('rotating says whom it reaches, adds a version, and the next run gets it', async ({ host, acme, open, page }) => {
  const { client } = host
  const { secret, routine } = await bound(client, acme)
  await open(`/c/${acme.companyId}/secrets`)
  await row(page, 'Mail password').getByRole('button', { name: 'Actions for Mail password' }).click()
  await page.getByRole('menuitem', { name: 'Rotate' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rotate Mail password' })
  await expect(dialog.getByLabel('New value')).toBeFocused()
  await page.keyboard.type('a second value, longer')
  await expect(dialog.getByLabel('New value')).toHaveCSS('-webkit-text-security', 'disc')
  await dialog.getByRole('button', { name: 'Save as v2' }).click()
  await expect(message(page, 'Rotated Mail password to v2.')).toBeVisible()
  await expect(row(page, 'Mail password')).toContainText('v2')
  const run = await runToEnd(client, acme.companyId, routine.id)
  expect(run.env).toMatchObject([{ key: 'MAIL', version: 2 }])
  await row(page, 'Mail password').click()
  await expect(heading(page, 'Mail password')).toBeFocused()
  await expect(page.getByRole('main')).toContainText('Mailer')
  await expect(row(page, `Run ${run.number}`)).toContainText('MAIL')
  expect((await client.secrets.get({ companyId: acme.companyId, id: secret.id })).versions).toHaveLength(2)
})

test('disabling says what will fail, the routine says that it would, Undo mends both', async ({ host, acme, open, page }) => {
  const { routine, secret } = await bound(host.client, acme)
  await open(`/c/${acme.companyId}/secrets/${secret.id}`)
  await page.getByRole('main').getByRole('button', { name: 'Disable' }).click()
  const dialog = page.getByRole('dialog', { name: 'Disable Mail password' })
  await expect(dialog.getByRole('button', { name: 'Keep enabled' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Disable secret' }).click()
  const disabled = await holdMessage(page, 'Disabled Mail password.')
  const { reason } = await runToEnd(host.client, acme.companyId, routine.id)
  expect(reason).toBe('env_unresolved')
  await disabled.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('main').getByRole('button', { name: 'Disable' })).toBeVisible()
  expect((await runToEnd(host.client, acme.companyId, routine.id)).status).toBe('succeeded')
})

test('a bound secret cannot be deleted and says who binds it; a free one asks for its name', async ({ host, acme, open, page }) => {
  const { client } = host
  const { companyId } = acme
  await bound(client, acme)
  await client.secrets.create({ companyId, name: 'Spare', value: 'x' })
  await open(`/c/${companyId}/secrets`)
  await row(page, 'Mail password').getByRole('button', { name: 'Actions for Mail password' }).click()
  await page.getByRole('menuitem', { name: 'Delete secret' }).click()
  const refused = page.getByRole('dialog', { name: 'Mail password can’t be deleted yet' })
  await expect(refused.getByRole('link', { name: /Mailer/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(refused).toBeHidden()
  await row(page, 'Spare').getByRole('button', { name: 'Actions for Spare' }).click()
  await page.getByRole('menuitem', { name: 'Delete secret' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete secret Spare' })
  await dialog.getByLabel('Type Spare to confirm').fill('Spare')
  await dialog.getByRole('button', { name: 'Delete secret' }).click()
  await expect(row(page, 'Spare')).toBeHidden()
  await expect(row(page, 'Mail password')).toBeFocused()
})

test('a taken name is refused beside its field and the value typed stays', async ({ host, acme, open, page }) => {
  await bound(host.client, acme)
  await open(`/c/${acme.companyId}/secrets`)
  await page.getByRole('button', { name: 'New secret' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Mail password')
  await page.getByLabel('Value').fill('typed once')
  await page.getByRole('button', { name: 'Save secret' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Value')).toHaveValue('typed once')
})
