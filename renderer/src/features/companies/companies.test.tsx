// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { renderScreen } from '../../shell/testing.tsx'
import { CompaniesPage, SampleBanner } from './index.tsx'
import { whatGoes } from './what-goes.ts'

afterEach(cleanup)

async function openVerb(company: string, verb: string) {
  fireEvent.click(await screen.findByRole('button', { name: new RegExp(company) }))
  fireEvent.click(await screen.findByRole('menuitem', { name: verb }))
}

test('a company is deleted only after its name is typed, and says what goes with it', async () => {
  const { fake } = renderScreen(<CompaniesPage />, { path: '/companies' })
  await openVerb('Globex', 'Delete company')
  const dialog = await screen.findByRole('dialog', { name: 'Delete company Globex' })
  const confirm = within(dialog).getByRole('button', { name: 'Delete company' })
  fireEvent.click(confirm)
  fireEvent.keyDown(within(dialog).getByRole('textbox'), { key: 'Enter' })
  expect(fake.calls.some(({ path }) => path === 'companies.remove')).toBe(false)
  fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'Globex' } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete company' }))
  await waitFor(() => expect(fake.state.companies.map(({ name }) => name)).toEqual(['Acme']))
})

test('what goes is counted by noun, and nothing is listed that is not there', () => {
  const counts = { agents: 2, projects: 0, routines: 1, enabledRoutines: 1, secrets: 3, activeRuns: 1, failedRuns24h: 0 }
  const company = { id: 'c', name: 'C', description: '', isSample: false, createdAt: new Date(0), counts }
  expect(whatGoes(company)).toEqual([
    'Stops 1 active run at once.',
    'Deletes 1 routine with their triggers, history, runs and logs.',
    'Deletes 2 agents.',
    'Deletes 3 secrets with every version and the access log.',
  ])
})

test('the sample goes in one click and one confirmation', async () => {
  const { fake } = renderScreen(<SampleBanner />, { path: '/' })
  fireEvent.click(await screen.findByRole('button', { name: 'Remove' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Remove sample company' }))
  await waitFor(() => expect(fake.state.companies.some(({ isSample }) => isSample)).toBe(false))
})
