// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { readEnvText } from '#shared/domain/dotenv.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { looksLikeEnvFile } from './env-paste.ts'
import { onlyNamed } from './export-references.ts'
import { countOutcomes, notesOf, repeatedNames, rowsOf } from './import-model.ts'
import { SecretsPage } from './index.tsx'

afterEach(cleanup)

const list = { path: '/c/$companyId/secrets', params: { companyId: fakeIds.acme } }
const nasty = 'NEW_ONE=pl4nted-value\nSTRIPE_KEY="two\nlines"\nTWICE=1\nTWICE=2\n1BAD=x\nEMPTY=\n'

test('a whole .env file is told from one value', () => {
  expect(looksLikeEnvFile('A=1\n# said\nexport B=2')).toBe(true)
  expect(looksLikeEnvFile('A=1')).toBe(false)
  expect(looksLikeEnvFile('-----BEGIN KEY-----\nQUJD\nREVG=\n-----END KEY-----')).toBe(false)
})

test('what cannot be used or is set again is left out, and a repeated name is refused before the host is asked', () => {
  const rows = rowsOf(readEnvText(nasty))
  expect(rows.filter(({ include }) => include).map(({ name, line }) => `${line} ${name}`)).toEqual(['1 NEW_ONE', '2 STRIPE_KEY', '5 TWICE'])
  const [first, second] = rows
  if (!first || !second) throw new Error('no rows')
  const clash = [first, { ...second, name: 'new_one' }]
  expect(countOutcomes(clash).invalid).toBe(2)
  expect(notesOf(first, repeatedNames(clash))[0]).toContain('Another row has the same name')
})

test('the references of some secrets are the lines of the whole text', () => {
  const text = JSON.stringify({ company: 'Acme', secrets: [{ name: 'A' }, { name: 'B' }] })
  expect(JSON.parse(onlyNamed(text, ['B']))).toEqual({ company: 'Acme', secrets: [{ name: 'B' }] })
  expect(onlyNamed(text, undefined)).toBe(text)
})

test('an import is reviewed row by row, changed, applied at once, and leaves no value behind', async () => {
  const { fake } = renderScreen(<SecretsPage />, list)
  fireEvent.click(await screen.findByRole('button', { name: 'Import or export' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Import .env or JSON' }))
  fireEvent.change(await screen.findByLabelText('Text'), { target: { value: nasty } })
  fireEvent.click(screen.getByRole('button', { name: 'Review' }))
  await screen.findByText('2 add · 1 overwrite · 1 invalid · 2 left out')
  const grid = screen.getByRole('grid', { name: 'Rows to import' })
  expect(within(grid).getByRole('row', { name: 'Line 6: 1BAD' }).textContent).toContain('The name is not one')
  fireEvent.change(screen.getByLabelText('Name for line 1'), { target: { value: 'Report token' } })
  fireEvent.click(screen.getByRole('checkbox', { name: 'Include line 5' }))
  await screen.findByText('1 add · 1 overwrite · 1 invalid · 3 left out')
  fireEvent.click(await screen.findByRole('button', { name: 'Apply 2 changes' }))
  await screen.findByText('1 added, 1 given a new version, 0 left as they were.')
  expect(fake.state.secrets.some(({ name }) => name === 'Report token')).toBe(true)
  expect(document.documentElement.outerHTML).not.toContain('pl4nted-value')
})

test('a .env file pasted as a value offers the import instead', async () => {
  renderScreen(<SecretsPage />, list)
  fireEvent.click(await screen.findByRole('button', { name: 'New secret' }))
  fireEvent.change(await screen.findByLabelText('Value'), { target: { value: 'A=1\nB=2' } })
  fireEvent.click(await screen.findByRole('button', { name: 'Import it instead' }))
  expect(await screen.findByText('2 add')).toBeTruthy()
})

test('many are disabled with one reason, told with how many were skipped', async () => {
  const { fake } = renderScreen(<SecretsPage />, list)
  await screen.findByText('STRIPE_KEY')
  fireEvent.click(screen.getByRole('checkbox', { name: /^Select all/i }))
  const bar = await screen.findByRole('region', { name: 'Selected secrets' })
  fireEvent.click(within(bar).getByRole('button', { name: 'Disable 3' }))
  const dialog = await screen.findByRole('dialog', { name: 'Disable 3 secrets' })
  fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'Leaked.' } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Disable 3 secrets' }))
  await waitFor(() => expect(fake.state.secrets.every(({ status }) => status === 'disabled')).toBe(true))
  expect(await screen.findByText(/Disabled 3 of 3 secrets\. 1 skipped: already disabled/)).toBeTruthy()
})

test('what needs attention comes first and can be had alone', async () => {
  renderScreen(<SecretsPage />, list)
  await screen.findByText('STRIPE_KEY')
  expect(screen.getAllByRole('row').at(1)?.getAttribute('aria-label')).toBe('MODEL_API_KEY')
  fireEvent.click(screen.getByRole('radio', { name: /Needs attention 1/ }))
  await waitFor(() => expect(screen.queryByText('STRIPE_KEY')).toBeNull())
})
