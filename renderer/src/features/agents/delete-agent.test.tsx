// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { AgentsPage } from './index.tsx'

afterEach(cleanup)

/** The agent list, with a switch for the routines of the agent Reporter. */
async function agentList() {
  const { fake } = renderScreen(<AgentsPage />, { path: '/c/$companyId/agents', params: { companyId: fakeIds.acme } })
  const { routines } = fake.state
  const others = routines.filter(({ agentId }) => agentId !== fakeIds.agent.reporter)
  const become = (there: boolean) => {
    fake.state.routines = there ? routines : others
    fake.emit('routine', fakeIds.routine.report, fakeIds.acme)
  }
  const row = await screen.findByRole('row', { name: 'Reporter' })
  return { fake, become, count: () => within(row).getAllByRole('gridcell')[2]?.textContent }
}

async function askToDelete() {
  fireEvent.click(screen.getByRole('button', { name: 'Actions for Reporter' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete agent' }))
}

const dialog = (name: string) => screen.findByRole('dialog', { name })

test('when the last routine goes, the refusal says so, and the question comes only when asked for', async () => {
  const { fake, become } = await agentList()
  await askToDelete()
  await dialog('Reporter can’t be deleted yet')
  become(false)
  const released = await dialog('Reporter can be deleted now')
  expect(within(released).getByRole('status').textContent).toBe('No routine runs on it any more.')
  expect(within(released).queryByRole('button', { name: /Delete/ })).toBeNull()
  fireEvent.click(within(released).getByRole('button', { name: 'Continue' }))
  const question = await dialog('Delete agent Reporter')
  await waitFor(() => expect(document.activeElement).toBe(within(question).getByRole('button', { name: 'Keep agent' })))
  fireEvent.click(within(question).getByRole('button', { name: 'Delete agent' }))
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Delete agent Reporter' })).toBeNull())
  expect(fake.state.agents.some(({ id }) => id === fakeIds.agent.reporter)).toBe(false)
})

test('a focus on the way to the routines is not lost when there are none any more', async () => {
  const { become } = await agentList()
  await askToDelete()
  within(await dialog('Reporter can’t be deleted yet'))
    .getByRole('link', { name: /^Show the routine/ })
    .focus()
  become(false)
  const released = await dialog('Reporter can be deleted now')
  await waitFor(() => expect(document.activeElement).toBe(within(released).getByRole('button', { name: 'Continue' })))
})

test('a routine that comes while the question is open turns it into the refusal', async () => {
  const { become, count } = await agentList()
  become(false)
  await waitFor(() => expect(count()).toBe('0'))
  await askToDelete()
  await dialog('Delete agent Reporter')
  become(true)
  const refusal = await dialog('Reporter can’t be deleted yet')
  expect(within(refusal).queryByRole('button', { name: /Delete/ })).toBeNull()
})
