import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { isActive } from './run-words.ts'
import { RunsPage } from './runs-page.tsx'

afterEach(cleanup)

async function list() {
  const screenful = renderScreen(<RunsPage />, { path: '/c/$companyId/runs', params: { companyId: fakeIds.acme } })
  await screen.findByRole('grid', { name: 'Runs' })
  const mine = () => screenful.fake.state.runs.filter(({ companyId }) => companyId === fakeIds.acme)
  return { ...screenful, mine }
}

describe('several runs at once', () => {
  it('cancels those still active after asking, and says which it skipped', async () => {
    const { mine } = await list()
    const all = mine().length
    const active = mine().filter(isActive)
    expect(active.length).toBeGreaterThan(0)
    fireEvent.click(await screen.findByRole('checkbox', { name: `Select all ${all} rows` }))
    fireEvent.keyDown(document.body, { key: 'c' })
    const dialog = await screen.findByRole('dialog')
    expect(dialog.textContent).toContain(`${all} selected, ${active.length} eligible, ${all - active.length} skipped: already ended`)
    expect(mine().filter(isActive).length).toBe(active.length)
    fireEvent.click(within(dialog).getByRole('button', { name: /^Cancel/ }))
    expect(
      await screen.findByText(
        new RegExp(`^Asked to end ${active.length} of ${active.length} runs?\\. ${all - active.length} skipped: already ended\\.$`),
      ),
    ).toBeTruthy()
    expect(mine().filter(isActive)).toEqual([])
  })

  it('retries the row with the focus at once, without leaving the list', async () => {
    const { mine, fake } = await list()
    const ended = mine().find((run) => run.status === 'failed')
    const row = await screen.findByRole('row', { name: `Run ${ended?.number}` })
    row.focus()
    fireEvent.keyDown(row, { key: 'r' })
    expect(await screen.findByText(new RegExp(`^Run #\\d+ started: a retry of #${ended?.number}\\.$`))).toBeTruthy()
    expect(fake.calls.find(({ path }) => path === 'runs.start')?.input).toMatchObject({ retryOf: ended?.id })
  })

  it('keeps the selection while rows are read again, and lets go of rows that left', async () => {
    const { mine, fake } = await list()
    const [first, second] = mine()
    for (const run of [first, second]) fireEvent.click(await screen.findByRole('checkbox', { name: `Select Run ${run?.number}` }))
    const bar = () => screen.getByRole('region', { name: 'Selected runs' }).textContent
    expect(bar()).toContain('2 selected')
    Object.assign(first ?? {}, { message: 'read again' })
    fake.emit('run', first?.id ?? '', fakeIds.acme)
    await waitFor(() => expect(fake.calls.filter(({ path }) => path === 'runs.list').length).toBeGreaterThan(1))
    expect(bar()).toContain('2 selected')
    fake.state.runs = fake.state.runs.filter(({ id }) => id !== second?.id)
    fake.emit('run', second?.id ?? '', fakeIds.acme, 'removed')
    await waitFor(() => expect(bar()).toContain('1 selected'))
  })

  it('peeks at why a run ended and at the end of its log', async () => {
    const { mine } = await list()
    const failed = mine().find((run) => run.status === 'failed')
    const row = await screen.findByRole('row', { name: `Run ${failed?.number}` })
    row.focus()
    fireEvent.keyDown(row, { key: ' ' })
    const panel = screen.getByRole('complementary', { name: `Peek: Run ${failed?.number}` })
    expect(panel.textContent).toContain('Failed')
    expect(await within(panel).findByText(/^Last 30 of|^Log$/)).toBeTruthy()
  })
})
