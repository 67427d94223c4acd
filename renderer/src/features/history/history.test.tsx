import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { useConnection } from '../../rpc/connection.ts'
import { type FakeOptions, fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { RoutinePage } from '../routines/index.tsx'
import { withPast, withPastDisabled } from './story-data.ts'

afterEach(() => {
  cleanup()
  useConnection.setState({ state: 'live' })
})

const params = { companyId: fakeIds.acme, routineId: fakeIds.routine.report }
const show = (search: Record<string, unknown> = {}, fake: FakeOptions = {}) =>
  renderScreen(<RoutinePage />, { path: '/c/$companyId/routines/$routineId/history', params, search, fake: { prepare: withPast, ...fake } })

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))
const chosen = () => screen.getByRole('list', { name: 'Revisions' }).querySelector('[aria-current]')?.textContent

async function openRestore(name: string) {
  await press(`Restore ${name}`)
  const dialog = await screen.findByRole('dialog', { name: `Restore ${name}` })
  await within(dialog).findByRole('table', { name: 'Environment changes' })
  return dialog
}

describe('the list of revisions', () => {
  it('says what changed, who did it, and where a revision came from', async () => {
    show()
    const items = within(await screen.findByRole('list', { name: 'Revisions' })).getAllByRole('listitem')
    expect(items.map((item) => item.querySelector('button')?.textContent)).toEqual(['r5', 'r4', 'r3', 'r2', 'r1'])
    expect(items[0]?.textContent).toContain('Current')
    expect(items[0]?.textContent).toContain('ada')
    expect(items[1]?.textContent).toContain('Restored from r2')
    for (const part of ['config', 'triggers', 'env', 'secrets']) expect(items[0]?.textContent).toContain(part)
  })

  it('is walked with the arrow keys, from the list and from the preview', async () => {
    show({ r: 3 })
    const list = await screen.findByRole('list', { name: 'Revisions' })
    fireEvent.keyDown(list, { key: 'ArrowLeft' })
    await waitFor(() => expect(chosen()).toBe('r2'))
    fireEvent.keyDown(await screen.findByRole('region', { name: 'Revision r2' }), { key: 'ArrowRight' })
    await waitFor(() => expect(chosen()).toBe('r3'))
  })

  it('stays when a revision cannot be read', async () => {
    show({ r: 2 }, { fail: { 'routines.revision': 'UNAVAILABLE' } })
    expect(await screen.findByText("Couldn't load revision r2.")).toBeDefined()
    expect(within(screen.getByRole('list', { name: 'Revisions' })).getAllByRole('listitem')).toHaveLength(5)
    expect(screen.getByRole('button', { name: 'Retry' })).toBeDefined()
  })
})

describe('a preview', () => {
  it('marks what is different now', async () => {
    show({ r: 2 })
    expect(await screen.findByText(/Different from r5, which is current: 2 fields, 1 trigger, 3 env keys/)).toBeDefined()
    const row = (await screen.findByRole('rowheader', { name: /MAIL_FOOTER/ })) as HTMLElement
    await waitFor(() => expect(row.textContent).toContain('≠ r5'))
    expect(document.body.textContent).not.toContain('Good night')
  })

  it('stays readable without the host, but restores nothing', async () => {
    show({ r: 2 })
    const button = () => screen.getByRole('button', { name: 'Restore r2' })
    await screen.findByRole('rowheader', { name: /REPORT_TZ/ })
    useConnection.setState({ state: 'reconnecting' })
    await waitFor(() => expect(button().getAttribute('aria-disabled')).toBe('true'))
    expect(screen.getByRole('rowheader', { name: /REPORT_TZ/ })).toBeDefined()
  })
})

describe('a comparison', () => {
  it('is of any two revisions, and an env-only difference is one', async () => {
    show({ compare: 'r2..r3' })
    const changes = await screen.findByRole('table', { name: 'Environment changes' })
    expect(
      within(changes)
        .getAllByRole('rowheader')
        .map((header) => header.textContent),
    ).toEqual(['MAIL_FOOTER', 'OLD_TOKEN', 'STRIPE_KEY'])
    expect(within(changes).getByRole('row', { name: /OLD_TOKEN/ }).textContent).toContain('Deleted secret')
    expect(screen.queryByText(/hold the same content/)).toBeNull()
    await press('Swap the two')
    expect(await screen.findByRole('region', { name: 'r3 compared with r2' })).toBeDefined()
  })

  it('says that equal revisions are equal', async () => {
    show({ compare: 'r2..r4' })
    expect(await screen.findByText('r2 and r4 hold the same content.')).toBeDefined()
  })
})

describe('a restore', () => {
  it('shows now and after, needs a reason, and is taken back from its toast', async () => {
    const { fake } = show({ r: 2 })
    const dialog = await openRestore('r2')
    expect(dialog.textContent).toContain('Creates r6 with the content of r2; r3–r5 stay.')
    const confirm = () => within(dialog).getByRole('button', { name: 'Restore r2 as r6' })
    expect(confirm().getAttribute('aria-disabled')).toBe('true')
    fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'the new one fails' } })
    await waitFor(() => expect(confirm().getAttribute('aria-disabled')).not.toBe('true'))
    fireEvent.click(confirm())
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /^Restore r\d+$/ })).toBeNull())
    const call = fake.calls.findLast(({ path }) => path === 'routines.restore')
    expect(call?.input).toMatchObject({ reason: 'the new one fails', scope: 'all', versions: 'today' })
    expect(call?.input).not.toHaveProperty('enable')
    expect(await screen.findAllByText('Restored from r2')).toHaveLength(2)
    await press('Undo')
    await waitFor(() => expect(fake.calls.filter(({ path }) => path === 'routines.restore')).toHaveLength(2))
    const routine = fake.state.routines.find(({ id }) => id === fakeIds.routine.report)
    await waitFor(() => expect(routine?.revisionNumber).toBe(7))
    expect(routine?.args).toEqual(['--quiet', '--all'])
  })

  it('explains a deleted secret before, and leaves its key out when asked to', async () => {
    const { fake } = show({ r: 3 })
    const dialog = await openRestore('r3')
    fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'x' } })
    const confirm = () => within(dialog).getByRole('button', { name: 'Restore r3 as r6' })
    expect(confirm().getAttribute('aria-disabled')).toBe('true')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Leave OLD_TOKEN out' }))
    await waitFor(() => expect(confirm().getAttribute('aria-disabled')).not.toBe('true'))
    fireEvent.click(confirm())
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /^Restore r\d+$/ })).toBeNull())
    const sent = fake.calls.findLast(({ path }) => path === 'routines.restore')?.input
    expect(sent).toMatchObject({ scope: 'keys', keys: expect.not.arrayContaining(['OLD_TOKEN']) })
  })

  it('asks whether to enable what was enabled, and does so only when told', async () => {
    const { fake } = show({ r: 2 }, { prepare: withPastDisabled })
    const dialog = await openRestore('r2')
    expect(dialog.textContent).toContain('It is disabled and stays so otherwise.')
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Enable it now' }))
    fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'again' } })
    const confirm = () => within(dialog).getByRole('button', { name: 'Restore r2 as r6' })
    await waitFor(() => expect(confirm().getAttribute('aria-disabled')).not.toBe('true'))
    fireEvent.click(confirm())
    await waitFor(() => expect(fake.calls.findLast(({ path }) => path === 'routines.restore')?.input).toMatchObject({ enable: true }))
  })

  it('says when somebody saved meanwhile, and restores nothing over it', async () => {
    const { fake } = show({ r: 2 })
    const dialog = await openRestore('r2')
    fireEvent.change(within(dialog).getByLabelText('Reason'), { target: { value: 'x' } })
    fake.options.fail = { 'routines.restore': 'CONFLICT' }
    const confirm = () => within(dialog).getByRole('button', { name: 'Restore r2 as r6' })
    await waitFor(() => expect(confirm().getAttribute('aria-disabled')).not.toBe('true'))
    fireEvent.click(confirm())
    expect(await within(dialog).findByText('The routine was saved while this was open.')).toBeDefined()
  })
})
