// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { fakeIds } from '../../rpc/fake.ts'
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

test('disabling says whom it reaches before anything is done', async () => {
  const { fake } = renderScreen(<SecretPage />, detail(fakeIds.secret.stripe))
  fireEvent.click(await screen.findByRole('button', { name: 'Disable' }))
  const dialog = await screen.findByRole('dialog', { name: 'Disable STRIPE_KEY' })
  expect(dialog.textContent).toMatch(/\d+ places? binds? it\. Every run that needs it fails/)
  expect(fake.state.secrets.find(({ id }) => id === fakeIds.secret.stripe)?.status).toBe('active')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Disable secret' }))
  await waitFor(() => expect(fake.state.secrets.find(({ id }) => id === fakeIds.secret.stripe)?.status).toBe('disabled'))
  expect(await screen.findByRole('button', { name: 'Enable' })).toBeTruthy()
})

test('a secret in use lists its users instead of offering a delete', async () => {
  renderScreen(<SecretPage />, detail(fakeIds.secret.stripe))
  fireEvent.click(await screen.findByRole('button', { name: 'Delete secret' }))
  const dialog = await screen.findByRole('dialog', { name: /can’t be deleted yet/ })
  expect(await within(dialog).findByRole('link', { name: 'Billing clerk' })).toBeTruthy()
})

test('while the vault is locked names stay and writing is off, until a check says otherwise', async () => {
  const { fake } = renderScreen(<SecretsPage />, { ...list, fake: { prepare: lockVault } })
  expect(await screen.findByTestId('vault-locked')).toBeTruthy()
  expect(await screen.findByText('STRIPE_KEY')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'New secret' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  fake.state.checks = []
  fireEvent.click(screen.getByRole('button', { name: 'Check again' }))
  await waitFor(() => expect(screen.queryByTestId('vault-locked')).toBeNull())
  fireEvent.click(screen.getByRole('button', { name: 'New secret' }))
  expect(await screen.findByRole('dialog')).toBeTruthy()
})
