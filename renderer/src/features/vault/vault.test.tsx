// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { renderScreen } from '../../shell/testing.tsx'
import { lockVault } from '../secrets/story-data.ts'
import { VaultPage } from './index.tsx'

afterEach(cleanup)

const path = '/settings/vault'

test('a kit is made with a passphrase typed twice, and asked to be tested until it was', async () => {
  URL.createObjectURL = () => 'blob:kit'
  const { fake } = renderScreen(<VaultPage />, { path })
  expect(await screen.findByText('The recovery kit was never tested.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Make a kit' }))
  const dialog = await screen.findByRole('dialog', { name: 'Make a recovery kit' })
  fireEvent.change(within(dialog).getByLabelText('Passphrase'), { target: { value: 'correct horse battery' } })
  fireEvent.change(within(dialog).getByLabelText('Passphrase again'), { target: { value: 'correct house battery' } })
  expect(await within(dialog).findByText('The two are not the same.')).toBeTruthy()
  fireEvent.click(within(dialog).getByRole('button', { name: 'Make the kit' }))
  expect(fake.calls.some(({ path: called }) => called === 'vault.exportKit')).toBe(false)
  fireEvent.change(within(dialog).getByLabelText('Passphrase again'), { target: { value: 'correct horse battery' } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Make the kit' }))
  expect(await within(dialog).findByText(/Saved as wheelhouse-recovery-kit/)).toBeTruthy()
  expect(document.documentElement.outerHTML).not.toContain('correct horse')
})

test('a wrong passphrase is told from a kit that works, and the nagging ends with the test', async () => {
  renderScreen(<VaultPage />, { path })
  fireEvent.click(await screen.findByRole('button', { name: 'Test a kit' }))
  fireEvent.change(await screen.findByRole('textbox', { name: 'Recovery kit' }), { target: { value: 'KIT' } })
  fireEvent.change(screen.getByLabelText('Passphrase'), { target: { value: 'wrong passphrase' } })
  fireEvent.click(screen.getByRole('button', { name: 'Test the kit' }))
  expect(await screen.findByText(/The passphrase does not open this recovery kit/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Passphrase'), { target: { value: 'the right passphrase' } })
  fireEvent.click(screen.getByRole('button', { name: 'Test the kit' }))
  expect(await screen.findByText('The kit works: it would open this vault.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Done' }))
  await waitFor(() => expect(screen.queryByText('The recovery kit was never tested.')).toBeNull())
})

test('rotating the master key says what happens to kits and backups before it is done', async () => {
  const { fake } = renderScreen(<VaultPage />, { path })
  fireEvent.click(await screen.findByRole('button', { name: 'Rotate the master key' }))
  const dialog = await screen.findByRole('dialog', { name: 'Rotate the master key' })
  expect(dialog.textContent).toContain('Recovery kits made so far do not open this vault any more')
  const before = fake.state.vault.keyId
  fireEvent.click(within(dialog).getByRole('button', { name: 'Rotate the master key' }))
  await waitFor(() => expect(fake.state.vault.keyId).not.toBe(before))
})

test('strict mode that the environment sets cannot be switched here, and says so', async () => {
  const { fake } = renderScreen(<VaultPage />, {
    path,
    fake: { prepare: ({ vault }) => Object.assign(vault, { strictMode: true, strictModeForced: true }) },
  })
  fireEvent.click(await screen.findByRole('switch', { name: 'Strict mode' }))
  expect(screen.getAllByText(/WHEELHOUSE_SECRETS_STRICT_MODE/).length).toBeGreaterThan(0)
  expect(fake.calls.some(({ path: called }) => called === 'vault.configure')).toBe(false)
})

test('AWS is set up without credentials', async () => {
  const { fake } = renderScreen(<VaultPage />, { path })
  fireEvent.click(await screen.findByRole('button', { name: 'Set up AWS' }))
  fireEvent.change(await screen.findByLabelText('Region'), { target: { value: 'eu-central-1' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save AWS settings' }))
  await waitFor(() => expect(fake.state.vaultSettings.aws).toMatchObject({ region: 'eu-central-1', prefix: 'wheelhouse/', profile: null }))
})

test('a locked vault offers the kit and nothing that needs its key', async () => {
  renderScreen(<VaultPage />, { path, fake: { prepare: lockVault } })
  expect(await screen.findByTestId('vault-locked')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Make a kit' }).getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByRole('button', { name: 'Rotate the master key' }).getAttribute('aria-disabled')).toBe('true')
})
