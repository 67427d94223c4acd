import { createMemoryHistory } from '@tanstack/react-router'
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostStatus } from '#shared/contract/system.ts'
import { App } from '../app.tsx'
import { createAppRouter } from '../routes.tsx'
import { useConnection } from '../rpc/connection.ts'
import { createFake, type FakeOptions, fakeIds } from '../rpc/fake.ts'
import { createQueries } from '../rpc/provider.tsx'
import { giveLayout } from './layout-for-tests.ts'

const page = `/c/${fakeIds.acme}`

beforeEach(giveLayout)
afterEach(() => {
  cleanup()
  document.title = ''
})

async function open(path: string, options: FakeOptions = {}, host?: Partial<HostStatus>) {
  const fake = createFake(options)
  useConnection.setState({ state: 'live', attempt: 0, lastEventAt: new Date(), host: { ...fake.state.host, ...host } })
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }))
  render(<App client={fake.client} queries={createQueries()} router={router} />)
  await screen.findByRole('navigation', { name: 'Main' })
  return { fake, router, path: () => router.state.location.pathname }
}

const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.body, { key, ...more })
const heading = (name: string) => screen.findByRole('heading', { level: 1, name })

describe('the window', () => {
  it('has a skip link, landmarks and only living entries', async () => {
    await open(`${page}/health`)
    const nav = screen.getByRole('navigation', { name: 'Main' })
    await within(nav).findByRole('link', { name: 'Routines' })
    expect(screen.getByRole('link', { name: 'Skip to the page' }).getAttribute('href')).toBe('#content')
    for (const landmark of ['banner', 'main', 'contentinfo']) expect(screen.getByRole(landmark)).toBeTruthy()
    const names = within(nav)
      .getAllByRole('link')
      .map((link) => link.textContent?.replace(/\d.*$/, ''))
    expect(names).toEqual(['Routines', 'Runs', 'Agents', 'Projects', 'Secrets', 'All companies', 'Health', 'Settings'])
  })

  it('goes by g and a letter, names the window, and hands the focus to the heading', async () => {
    const { path } = await open(`${page}/agents`)
    await heading('Agents')
    await waitFor(() => expect(document.title).toBe('Agents · Acme — Wheelhouse'))
    press('g')
    press('p')
    const title = await heading('Projects')
    expect(path()).toBe(`${page}/projects`)
    await waitFor(() => expect(document.activeElement).toBe(title))
    await waitFor(() => expect(document.title).toBe('Projects · Acme — Wheelhouse'))
  })

  it('goes one level up by Esc', async () => {
    const { path } = await open(`${page}/agents/${fakeIds.agent.reporter}`)
    await heading('Reporter')
    press('Escape')
    await waitFor(() => expect(path()).toBe(`${page}/agents`))
  })

  it('finds things and goes there from the palette', async () => {
    const { path } = await open(`${page}/agents`)
    await heading('Agents')
    press('k', { ctrlKey: true })
    const box = await screen.findByRole('combobox', { name: 'Search or run a command' })
    fireEvent.change(box, { target: { value: 'stripe' } })
    const option = await screen.findByRole('option', { name: /STRIPE_KEY Secret/ })
    expect(option.getAttribute('aria-selected')).toBe('true')
    fireEvent.keyDown(box, { key: 'Enter' })
    await waitFor(() => expect(path()).toBe(`${page}/secrets/${fakeIds.secret.stripe}`))
    expect(screen.queryByRole('combobox', { name: 'Search or run a command' })).toBeNull()
  })

  it('changes a setting from the palette, at once on screen and then on the host', async () => {
    const { fake } = await open(`${page}/agents`)
    await heading('Agents')
    press('k', { metaKey: true })
    const box = await screen.findByRole('combobox', { name: 'Search or run a command' })
    fireEvent.change(box, { target: { value: 'compact' } })
    fireEvent.keyDown(box, { key: 'Enter' })
    await waitFor(() => expect(document.documentElement.dataset.density).toBe('compact'))
    await waitFor(() => expect(fake.state.settings.density).toBe('compact'))
  })

  it('lists the shortcuts of the page', async () => {
    await open(`${page}/agents`)
    await heading('Agents')
    press('?', { shiftKey: true })
    const sheet = await screen.findByRole('dialog')
    expect(within(sheet).getByText('One level up')).toBeTruthy()
    expect(within(sheet).getByText('Focus the filter')).toBeTruthy()
  })

  it('says that an address names no page', async () => {
    await open('/nowhere')
    await heading('No such page')
  })

  it('opens where it was closed', async () => {
    const { path } = await open('/', {
      prepare: (state) => {
        state.settings.lastCompanyId = fakeIds.acme
        state.settings.lastRoutes = [{ companyId: fakeIds.acme, route: `${page}/secrets` }]
      },
    })
    await waitFor(() => expect(path()).toBe(`${page}/secrets`))
  })

  it('remembers the page for the next time', async () => {
    const { fake } = await open(`${page}/projects`)
    await waitFor(() => expect(fake.state.settings.lastRoutes).toEqual([{ companyId: fakeIds.acme, route: `${page}/projects` }]))
  })
})

describe('before the host can answer', () => {
  const host = { detail: '', failure: null, version: '0.1.0', startedAt: new Date() }

  it.each([
    ['database', 'Starting the database'],
    ['migrating', 'Updating the database'],
    ['stopping', 'Wheelhouse is stopping'],
  ] as const)('says so in phase %s', async (phase, title) => {
    await open(`${page}/agents`, {}, { phase, detail: '' })
    await heading(title)
    expect(screen.queryByRole('heading', { name: 'Agents' })).toBeNull()
  })

  it('keeps a page once shown, with a line on how the host stands, when it stops and starts again', async () => {
    await open(`${page}/agents`)
    const title = await heading('Agents')
    act(() => useConnection.setState({ host: { ...host, phase: 'stopping' } }))
    expect(await screen.findByText('Wheelhouse is stopping')).toBeTruthy()
    expect(title.isConnected).toBe(true)
    act(() => useConnection.setState({ host: { ...host, phase: 'ready' } }))
    await waitFor(() => expect(screen.queryByText('Wheelhouse is stopping')).toBeNull())
    expect(title.isConnected).toBe(true)
  })

  it('names a failed start with its cause and what to do', async () => {
    await open(`${page}/agents`)
    act(() =>
      useConnection.setState({
        host: { ...host, phase: 'failed', failure: { code: 'disk_full', message: 'The disk is full.', action: 'Free some space.' } },
      }),
    )
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('The disk is full.')
    expect(alert.textContent).toContain('Free some space.')
    expect(alert.textContent).toContain('disk_full')
  })

  it('says how to get in without a token', async () => {
    await open(`${page}/agents`)
    act(() => useConnection.setState({ state: 'no-token' }))
    await heading('This window has no access yet')
  })

  it('keeps what is on screen, marked as old, while it reconnects', async () => {
    await open(`${page}/agents`)
    await screen.findByText('Reporter')
    act(() => useConnection.setState({ state: 'reconnecting', attempt: 3 }))
    expect((await screen.findByTestId('state-stale')).textContent).toMatch(/Last updated .* reconnecting \(attempt 3\)/)
    expect(screen.getByText('Reporter')).toBeTruthy()
    expect(within(screen.getByRole('contentinfo')).getByRole('status').textContent).toBe('Reconnecting (attempt 3)')
  })
})
