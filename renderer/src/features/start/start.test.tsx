// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { StartPage } from './index.tsx'

afterEach(cleanup)

test('the first visit offers the sample first, focused, so that Enter takes it', async () => {
  const { fake } = renderScreen(<StartPage />, { path: '/', fake: { empty: 'installation' } })
  const explore = await screen.findByRole('button', { name: /Explore sample company/ })
  expect(document.activeElement).toBe(explore)
  expect(screen.getByText('Everything stays on this computer.')).toBeTruthy()
  fireEvent.click(explore)
  await waitFor(() => expect(fake.state.companies.some(({ isSample }) => isSample)).toBe(true))
})

test('an empty start works by its defaults alone: company, agent, routine, run', async () => {
  const { fake } = renderScreen(<StartPage />, { path: '/', fake: { empty: 'installation' } })
  fireEvent.click(await screen.findByRole('button', { name: 'Start empty' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Create company' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Create and run' }))
  await waitFor(() => expect(fake.state.runs).toHaveLength(1))
  expect(fake.state.agents[0]?.adapter).toMatchObject({ command: '/bin/sh', args: ['-c'] })
  expect(fake.state.routines[0]?.args[0]).toContain('Hello from Wheelhouse')
})

test('a second try after a failure does not make a second agent', async () => {
  const { fake } = renderScreen(<StartPage />, { path: '/', search: { setup: fakeIds.globex }, fake: { fail: { 'routines.create': 'UNAVAILABLE' } } })
  fireEvent.click(await screen.findByRole('button', { name: 'Create and run' }))
  expect((await screen.findByRole('alert')).textContent).toContain('not ready')
  fake.options.fail = {}
  fireEvent.click(screen.getByRole('button', { name: 'Create and run' }))
  await waitFor(() => expect(fake.calls.some(({ path }) => path === 'runs.start')).toBe(true))
  expect(fake.state.agents.filter(({ companyId }) => companyId === fakeIds.globex)).toHaveLength(1)
})
