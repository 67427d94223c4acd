// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { AgentPage, AgentsPage } from './index.tsx'

afterEach(cleanup)

const list = { path: '/c/$companyId/agents', params: { companyId: fakeIds.acme } }
const detail = { path: '/c/$companyId/agents/$agentId', params: { companyId: fakeIds.acme, agentId: fakeIds.agent.reporter } }
const type = (label: string | RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

test('a name that is taken is reported beside the name, and the dialog stays', async () => {
  renderScreen(<AgentsPage />, list)
  fireEvent.click(await screen.findByRole('button', { name: 'New agent' }))
  const dialog = await screen.findByRole('dialog')
  type('Name', 'Reporter')
  type('Command', 'node')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Create agent' }))
  await waitFor(() => expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true'))
  expect(screen.getByRole('dialog')).toBe(dialog)
})

test('a new agent is created with arguments kept letter for letter', async () => {
  const { fake } = renderScreen(<AgentsPage />, list)
  fireEvent.click(await screen.findByRole('button', { name: 'New agent' }))
  const dialog = await screen.findByRole('dialog')
  type('Name', ' Iris ')
  type('Command', 'node')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Add argument' }))
  type('Argument 1', ' two words ')
  fireEvent.keyDown(screen.getByLabelText('Argument 1'), { key: 'Enter' })
  type('Argument 2', '--flag')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Create agent' }))
  await waitFor(() => expect(fake.state.agents.find(({ name }) => name === 'Iris')?.adapter.args).toEqual([' two words ', '--flag']))
})

test('saving sends only what was edited, and the bar goes away', async () => {
  const { fake } = renderScreen(<AgentPage />, detail)
  fireEvent.change(await screen.findByLabelText(/^Command/), { target: { value: 'deno' } })
  const bar = await screen.findByRole('region', { name: 'Unsaved changes' })
  expect(bar.textContent).toContain('1 unsaved change')
  fireEvent.click(within(bar).getByRole('button', { name: /Save/ }))
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Unsaved changes' })).toBeNull())
  const sent = fake.calls.filter(({ path }) => path === 'agents.update')
  expect(sent).toHaveLength(1)
  expect(Object.keys(sent[0]?.input as object).toSorted()).toEqual(['adapter', 'baseVersion', 'companyId', 'id'])
})

test('edits survive a change made elsewhere: both are shown, combined in the form, and saved on top of it', async () => {
  const { fake } = renderScreen(<AgentPage />, detail)
  fireEvent.change(await screen.findByLabelText(/^Command/), { target: { value: 'mine' } })
  const { companyId, id, version } = { companyId: fakeIds.acme, id: fakeIds.agent.reporter, version: 1 }
  await fake.client.agents.update({ companyId, id, name: 'Renamed', adapter: { kind: 'process', command: 'theirs', args: [] }, baseVersion: version })
  const conflict = within(await screen.findByRole('region', { name: 'Conflict' }))
  expect((screen.getByLabelText(/^Command/) as HTMLInputElement).value).toBe('mine')
  expect(conflict.getByRole('row', { name: /^Name/ }).textContent).toContain('Only they changed it')
  expect(screen.getByRole('button', { name: /^Save/ }).getAttribute('aria-disabled')).toBe('true')
  const combine = () => fireEvent.click(conflict.getByRole('button', { name: /^Combine in the form/ }))
  combine()
  expect(screen.getByRole('region', { name: 'Conflict' })).toBeTruthy()
  const command = conflict.getByRole('radiogroup', { name: 'Take for Command' })
  fireEvent.click(within(command).getByRole('radio', { name: 'Yours' }))
  combine()
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Conflict' })).toBeNull())
  expect((screen.getByLabelText('Name') as HTMLInputElement).value).toBe('Renamed')
  fireEvent.click(screen.getByRole('button', { name: /^Save/ }))
  const stored = fake.state.agents.find((agent) => agent.id === id)
  await waitFor(() => expect(stored).toMatchObject({ name: 'Renamed', adapter: { command: 'mine' }, version: 3 }))
  expect(fake.calls.findLast(({ path }) => path === 'agents.update')?.input).toMatchObject({ baseVersion: 2 })
})

test('a save from an older version is refused and never overwrites: it ends in the same choice', async () => {
  const { fake } = renderScreen(<AgentPage />, detail)
  const name = await screen.findByLabelText('Name')
  fireEvent.change(name, { target: { value: 'Mine' } })
  const stored = fake.state.agents.find((agent) => agent.id === fakeIds.agent.reporter)
  Object.assign(stored ?? {}, { version: 7, name: 'Theirs' })
  fireEvent.click(screen.getByRole('button', { name: /^Save/ }))
  const conflict = within(await screen.findByRole('region', { name: 'Conflict' }))
  expect(stored?.name).toBe('Theirs')
  fireEvent.click(conflict.getByRole('button', { name: 'Reload theirs' }))
  await waitFor(() => expect((screen.getByLabelText('Name') as HTMLInputElement).value).toBe('Theirs'))
  expect(screen.queryByRole('region', { name: 'Unsaved changes' })).toBeNull()
})

test('an agent with routines is not offered a delete that fails', async () => {
  const { fake } = renderScreen(<AgentPage />, detail)
  fireEvent.click(await screen.findByRole('button', { name: 'Delete' }))
  const dialog = await screen.findByRole('dialog', { name: /can’t be deleted yet/ })
  expect(within(dialog).queryByRole('button', { name: /Delete/ })).toBeNull()
  expect(fake.calls.some(({ path }) => path === 'agents.remove')).toBe(false)
})

test('the list tells nothing there from nothing found', async () => {
  const { unmount } = renderScreen(<AgentsPage />, { ...list, fake: { empty: 'companies' } })
  expect(await screen.findByTestId('state-empty')).toBeTruthy()
  unmount()
  renderScreen(<AgentsPage />, { ...list, search: { q: 'zzz' } })
  expect((await screen.findByTestId('state-filtered')).textContent).toContain('zzz')
})

test('an agent that is not there leads on instead of offering to try again', async () => {
  renderScreen(<AgentPage />, { ...detail, params: { ...detail.params, agentId: fakeIds.acme } })
  const gone = await screen.findByTestId('state-gone')
  expect(within(gone).getByRole('link', { name: 'All agents' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull()
})
