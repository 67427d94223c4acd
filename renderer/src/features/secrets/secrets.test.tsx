// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { type Fake, fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { SecretPage, SecretsPage } from './index.tsx'
import { lockVault } from './story-data.ts'

afterEach(cleanup)

const list = { path: '/c/$companyId/secrets', params: { companyId: fakeIds.acme } }
const detail = (secretId: string) => ({ path: '/c/$companyId/secrets/$secretId', params: { companyId: fakeIds.acme, secretId } })
const planted = 'pl4nted-value'

test('the value field is not filled in, spelled or left behind', async () => {
  const { fake } = renderScreen(<SecretsPage />, list)
  fireEvent.click(await screen.findByRole('button', { name: 'New secret' }))
  const value = await screen.findByLabelText<HTMLTextAreaElement>('Value')
  expect(value.getAttribute('autocomplete')).toBe('off')
  expect(value.getAttribute('spellcheck')).toBe('false')
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'PLANTED' } })
  fireEvent.change(value, { target: { value: planted } })
  fireEvent.click(screen.getByRole('button', { name: 'Save secret' }))
  await waitFor(() => expect(fake.state.secrets.some(({ name }) => name === 'PLANTED')).toBe(true))
  await waitFor(() => expect(screen.queryByLabelText('Value')).toBeNull())
  expect(document.documentElement.outerHTML).not.toContain(planted)
})

test('a failed save keeps the dialog and says what to do', async () => {
  renderScreen(<SecretsPage />, { ...list, fake: { fail: { 'secrets.create': 'VAULT_LOCKED' } } })
  fireEvent.click(await screen.findByRole('button', { name: 'New secret' }))
  const dialog = await screen.findByRole('dialog')
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'X' } })
  fireEvent.change(screen.getByLabelText('Value'), { target: { value: planted } })
  fireEvent.click(screen.getByRole('button', { name: 'Save secret' }))
  expect((await within(dialog).findByRole('alert')).textContent).toContain('vault is locked')
})

test('a blank at the end of a pasted value is pointed out and can be removed', async () => {
  renderScreen(<SecretPage />, detail(fakeIds.secret.openai))
  fireEvent.click(await screen.findByRole('button', { name: 'Rotate' }))
  const value = await screen.findByLabelText<HTMLTextAreaElement>('New value')
  fireEvent.change(value, { target: { value: `${planted}\n` } })
  expect(await screen.findByText('Ends with a line break.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Remove it' }))
  await waitFor(() => expect(value.value).toBe(planted))
})

const secretOf = (fake: Fake, id: string) => fake.state.secrets.find((secret) => secret.id === id)

test('disabling says which routines fail and when, and asks why, before anything is done', async () => {
  const { fake } = renderScreen(<SecretPage />, detail(fakeIds.secret.stripe))
  fireEvent.click(await screen.findByRole('button', { name: 'Disable' }))
  const dialog = await screen.findByRole('dialog', { name: 'Disable STRIPE_KEY' })
  expect(await within(dialog).findByText(/Runs of \d+ routines? fail before they start/)).toBeTruthy()
  expect(within(dialog).getByRole('list', { name: /the next first/ }).textContent).toContain('STRIPE_KEY')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Disable secret' }))
  expect(secretOf(fake, fakeIds.secret.stripe)?.status).toBe('active')
  fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'It leaked.' } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Disable secret' }))
  await waitFor(() => expect(secretOf(fake, fakeIds.secret.stripe)?.status).toBe('disabled'))
  expect(await screen.findByText('Disabled by you: It leaked.')).toBeTruthy()
})

test('deleting what is in use says whom it reaches, asks for name and reason, and Undo brings it back', async () => {
  const { fake } = renderScreen(<SecretPage />, detail(fakeIds.secret.stripe))
  fireEvent.click(await screen.findByRole('button', { name: 'Delete secret' }))
  const dialog = await screen.findByRole('dialog', { name: 'Delete secret STRIPE_KEY' })
  expect(await within(dialog).findByTestId('blast-radius')).toBeTruthy()
  fireEvent.change(within(dialog).getByLabelText('Type STRIPE_KEY to confirm'), { target: { value: 'STRIPE_KEY' } })
  fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'Replaced.' } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete secret' }))
  await waitFor(() => expect(secretOf(fake, fakeIds.secret.stripe)).toBeUndefined())
})

async function walkToSave(value: string) {
  fireEvent.click(await screen.findByRole('button', { name: 'Rotate' }))
  fireEvent.change(await screen.findByLabelText('New value'), { target: { value } })
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }))
  await screen.findByText(/following the latest|Nothing uses/)
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }))
}

test('the rotate wizard says whom it reaches, keeps the old version for a while, and leads back', async () => {
  const { fake } = renderScreen(<SecretPage />, detail(fakeIds.secret.stripe))
  await walkToSave(planted)
  fireEvent.click(await screen.findByRole('radio', { name: '7 days' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Save as v4' }))
  expect(await screen.findByText('v4 is current.')).toBeTruthy()
  expect(fake.calls.find(({ path }) => path === 'secrets.rotate')?.input).toMatchObject({ overlapHours: 168, origin: 'typed' })
  expect(document.documentElement.outerHTML).not.toContain(planted)
  const dialog = screen.getByRole('dialog', { name: 'Rotate STRIPE_KEY' })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Done' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Back to v3' }))
  await waitFor(() => expect(secretOf(fake, fakeIds.secret.stripe)?.version).toBe(3))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Back to v3' })).toBeNull())
})

test('a generated value is asked for by its policy and never seen', async () => {
  const { fake } = renderScreen(<SecretPage />, detail(fakeIds.secret.openai))
  fireEvent.click(await screen.findByRole('button', { name: 'Rotate' }))
  fireEvent.click(await screen.findByRole('radio', { name: 'Generate' }))
  expect(await screen.findByText('190 bits: strong. Nobody finds it by trying.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Continue' }))
  fireEvent.click(await screen.findByRole('button', { name: /Save as v3/ }))
  await screen.findByText('v3 is current.')
  expect(fake.calls.find(({ path }) => path === 'secrets.rotate')?.input).toMatchObject({ generate: { length: 32, alphabet: 'alphanumeric' } })
})

test('a version is scheduled for destruction by its name and a reason, says until when, and that can be cancelled', async () => {
  const { fake } = renderScreen(<SecretPage />, detail(fakeIds.secret.stripe))
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for v1' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Schedule destruction' }))
  const dialog = await screen.findByRole('dialog', { name: 'Destroy v1 of STRIPE_KEY' })
  const confirm = () => fireEvent.click(within(dialog).getByRole('button', { name: 'Schedule destruction' }))
  confirm()
  expect(fake.calls.some(({ path }) => path === 'secrets.scheduleDestruction')).toBe(false)
  fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'Leaked.' } })
  fireEvent.change(within(dialog).getByLabelText('Type STRIPE_KEY to confirm'), { target: { value: 'STRIPE_KEY' } })
  confirm()
  const row = await screen.findByRole('row', { name: 'v1' })
  await within(row).findByText('Scheduled for destruction')
  expect(fake.calls.find(({ path }) => path === 'secrets.scheduleDestruction')?.input).toMatchObject({ days: 7, reason: 'Leaked.' })
  fireEvent.click(within(row).getByRole('button', { name: 'Actions for v1' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Cancel destruction' }))
  await within(row).findByText('Disabled')
})

test('the current version cannot be disabled or destroyed, and its menu says why', async () => {
  renderScreen(<SecretPage />, detail(fakeIds.secret.stripe))
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for v3' }))
  const item = await screen.findByRole('menuitem', { name: /^Disable ?It is current/ })
  expect(item.getAttribute('aria-disabled')).toBe('true')
})

test('while the vault is locked names stay and writing is off, until a recovery kit opens it', async () => {
  const { fake } = renderScreen(<SecretsPage />, { ...list, fake: { prepare: lockVault } })
  expect(await screen.findByTestId('vault-locked')).toBeTruthy()
  expect(await screen.findByText('STRIPE_KEY')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'New secret' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Restore from recovery kit' }))
  fireEvent.change(await screen.findByLabelText('Recovery kit'), { target: { value: '-----BEGIN WHEELHOUSE RECOVERY KIT-----' } })
  fireEvent.change(screen.getByLabelText('Passphrase'), { target: { value: 'wrong passphrase' } })
  fireEvent.click(screen.getByRole('button', { name: 'Open the vault' }))
  expect(await screen.findByText(/The passphrase does not open this recovery kit/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Passphrase'), { target: { value: 'the right passphrase' } })
  fireEvent.click(screen.getByRole('button', { name: 'Open the vault' }))
  await waitFor(() => expect(screen.queryByTestId('vault-locked')).toBeNull())
  expect(fake.state.vault.state).toBe('open')
})
