import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen, type ScreenOptions } from '../../shell/testing.tsx'
import { NewRoutinePage } from './new-routine-page.tsx'
import { RoutinePage } from './routine-page.tsx'
import { RoutinesPage } from './routines-page.tsx'

afterEach(cleanup)

const list = (options: ScreenOptions = {}) =>
  renderScreen(<RoutinesPage />, { path: '/c/$companyId/routines', params: { companyId: fakeIds.acme }, ...options })
const routine = (tab = '', options: ScreenOptions = {}) =>
  renderScreen(<RoutinePage />, {
    path: `/c/$companyId/routines/$routineId${tab}`,
    params: { companyId: fakeIds.acme, routineId: fakeIds.routine.report },
    ...options,
  })

describe('routines list', () => {
  it('tells five states apart', async () => {
    const { unmount } = list()
    expect(await screen.findByText('Hello report')).toBeTruthy()
    unmount()
    list({ fake: { latencyMs: Number.POSITIVE_INFINITY } }).unmount()
    const failed = list({ fake: { fail: { 'routines.list': 'UNAVAILABLE' } } })
    expect(await screen.findByTestId('state-error')).toBeTruthy()
    failed.unmount()
    const none = list({ fake: { empty: 'companies' } })
    expect(await screen.findByTestId('state-empty')).toBeTruthy()
    none.unmount()
    list({ search: { q: 'zzz' } })
    expect((await screen.findByTestId('state-filtered')).textContent).toContain('“zzz”')
    expect(screen.queryByText('No routines yet')).toBeNull()
  })

  it('switches a routine off at once and back by Undo', async () => {
    const { fake } = list()
    fireEvent.click(await screen.findByRole('switch', { name: 'Hello report enabled' }))
    expect(await screen.findByText('Disabled Hello report.')).toBeTruthy()
    const stored = () => fake.state.routines.find((row) => row.id === fakeIds.routine.report)
    expect(stored()?.enabled).toBe(false)
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => {
      expect(stored()?.enabled).toBe(true)
    })
  })
})

describe('several routines at once', () => {
  const pick = async (...names: string[]) => {
    for (const name of names) fireEvent.click(await screen.findByRole('checkbox', { name: `Select ${name}` }))
  }

  it('disables those that are enabled with a reason, says what it skipped, and puts back exactly those', async () => {
    const { fake } = list()
    await screen.findByText('Hello report')
    const mine = () => fake.state.routines.filter(({ companyId }) => companyId === fakeIds.acme)
    const before = mine().map(({ id, enabled, disabledReason }) => ({ id, enabled, disabledReason }))
    const on = before.filter(({ enabled }) => enabled).length
    const off = before.length - on
    expect(off).toBeGreaterThan(0)
    fireEvent.click(screen.getByRole('checkbox', { name: `Select all ${before.length} rows` }))
    fireEvent.click(await screen.findByRole('button', { name: `Disable ${on}` }))
    const dialog = await screen.findByRole('dialog')
    expect(dialog.textContent).toContain(`${before.length} selected, ${on} eligible, ${off} skipped: already disabled`)
    const confirm = within(dialog).getByRole('button', { name: `Disable ${on} routines` })
    fireEvent.click(confirm)
    expect(mine().filter(({ enabled }) => enabled).length).toBe(on)
    fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'Audit' } })
    fireEvent.click(within(dialog).getByRole('button', { name: `Disable ${on} routines` }))
    expect(await screen.findByText(`Disabled ${on} of ${on} routines. ${off} skipped: already disabled.`)).toBeTruthy()
    expect(mine().every(({ enabled }) => !enabled)).toBe(true)
    expect(mine().filter(({ disabledReason }) => disabledReason === 'Audit').length).toBe(on)
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(mine().map(({ id, enabled, disabledReason }) => ({ id, enabled, disabledReason }))).toEqual(before))
  })

  it('asks before it starts several, and tells the number again', async () => {
    const { fake } = list()
    await pick('Hello report', 'Send invoices')
    expect(screen.getByRole('region', { name: 'Selected routines' }).textContent).toContain('2 selected')
    fireEvent.keyDown(document.body, { key: 'r' })
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Start 2 runs' }))
    expect(await screen.findByText('Started 2 of 2 runs.')).toBeTruthy()
    expect(fake.calls.filter(({ path }) => path === 'runs.start').length).toBe(2)
  })

  it('tells how many failed', async () => {
    list({ fake: { fail: { 'routines.setEnabled': 'UNAVAILABLE' } } })
    await pick('Hello report', 'Send invoices')
    fireEvent.click(screen.getByRole('button', { name: /^Disable 2/ }))
    const dialog = await screen.findByRole('dialog')
    fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'Audit' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Disable 2 routines' }))
    expect((await screen.findAllByText('Disabled 0 of 2 routines. 2 failed.')).length).toBeGreaterThan(0)
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  it('peeks at what the page would tell', async () => {
    list()
    const row = await screen.findByRole('row', { name: 'Hello report' })
    row.focus()
    fireEvent.keyDown(row, { key: ' ' })
    const panel = screen.getByRole('complementary', { name: 'Peek: Hello report' })
    expect(await within(panel).findByText('Every key resolves.')).toBeTruthy()
    expect(within(panel).getAllByRole('listitem').length).toBeGreaterThan(0)
  })
})

describe('routine page', () => {
  it('shows the four facts', async () => {
    routine()
    expect(await screen.findByText('node report.mjs --quiet')).toBeTruthy()
    expect(await screen.findByLabelText('Next five runs')).toBeTruthy()
    expect(screen.getByText('Every key resolves.')).toBeTruthy()
    expect(screen.getByText(/of 9 succeeded/)).toBeTruthy()
  })

  it('never loses edits to a newer revision: it says so and lets the person choose', async () => {
    const { fake } = routine()
    fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'My name' } })
    const stored = fake.state.routines.find((row) => row.id === fakeIds.routine.report)
    Object.assign(stored ?? {}, { revisionId: '00000000-0000-4000-8000-0000000000ff', description: 'Theirs' })
    fireEvent.click(screen.getByRole('button', { name: /^Save/ }))
    expect(await screen.findByText('A newer revision was saved while you were editing.')).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('My name')
    fireEvent.click(screen.getByRole('button', { name: 'Overwrite' }))
    await waitFor(() => {
      expect(stored).toMatchObject({ name: 'My name', description: 'Theirs' })
    })
  })

  it('shows every layer of a key, the losers struck through with the reason', async () => {
    routine('/secrets')
    fireEvent.click(await screen.findByRole('button', { name: 'Show the layers of REPORT_TZ' }))
    const lost = document.querySelector<HTMLElement>('[data-lost]')
    expect(lost && within(lost).getByText('project value loses to routine value')).toBeTruthy()
    expect(lost?.querySelector('.line-through')).toBeTruthy()
  })

  it('says that the only revision is the only one', async () => {
    routine('/history')
    expect(await screen.findByText('r1 is the only revision. The next save creates r2.')).toBeTruthy()
  })
})

describe('new routine', () => {
  it('needs a name only', async () => {
    const { fake } = renderScreen(<NewRoutinePage />, { path: '/c/$companyId/routines/new', params: { companyId: fakeIds.acme } })
    fireEvent.click(await screen.findByRole('button', { name: 'Create routine' }))
    expect(await screen.findByText('Give the routine a name.')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Fresh' } })
    fireEvent.click(screen.getByRole('button', { name: 'Create routine' }))
    await waitFor(() => {
      expect(fake.calls.find((call) => call.path === 'routines.create')?.input).toMatchObject({
        name: 'Fresh',
        agentId: fakeIds.agent.reporter,
        triggers: [],
      })
    })
  })

  it('leads to agents where there is none', async () => {
    renderScreen(<NewRoutinePage />, { path: '/c/$companyId/routines/new', params: { companyId: fakeIds.acme }, fake: { empty: 'companies' } })
    expect(await screen.findByRole('link', { name: 'Go to agents' })).toBeTruthy()
  })
})
