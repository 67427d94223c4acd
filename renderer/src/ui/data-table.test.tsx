import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { renderScreen } from '../shell/testing.tsx'
import { type Column, DataTable, type DataTableProps } from './data-table.tsx'
import { useShortcutRegistry } from './shortcuts.ts'
import { type DemoRow, demoRows } from './story-data.ts'

afterEach(() => {
  cleanup()
  useShortcutRegistry.setState({ singleKeys: true })
})

const columns: readonly Column<DemoRow>[] = [
  { id: 'name', header: 'Name', cell: (row) => row.name, sortValue: (row) => row.name },
  {
    id: 'next',
    header: 'Next run',
    cell: (row) => <button type="button">{row.nextAt?.toISOString() ?? 'never'}</button>,
    sortValue: (row) => row.nextAt,
  },
  { id: 'agent', header: 'Agent', cell: (row) => row.agent },
]

function Table(props: Partial<DataTableProps<DemoRow>> & { count?: number; selectable?: boolean }) {
  const [rows] = useState(() => demoRows(props.count ?? 40))
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const { count: _count, selectable, ...rest } = props
  return (
    <DataTable
      label="Routines"
      rows={rows}
      columns={columns}
      rowId={(row) => row.id}
      rowLabel={(row) => row.name}
      {...(selectable ? { selected, onSelect: setSelected } : {})}
      {...rest}
    />
  )
}

const selection = (row: (index: number) => HTMLElement | null, count = 5) =>
  Array.from({ length: count }, (_, index) => (row(index)?.getAttribute('aria-selected') === 'true' ? 'x' : '.')).join('')

function Shrinking() {
  const [rows, setRows] = useState(() => demoRows(6))
  return (
    <>
      <button type="button" onClick={() => setRows((now) => now.filter((row) => row.id !== 'routine-2'))}>
        remove
      </button>
      <DataTable label="Routines" rows={rows} columns={columns} rowId={(row) => row.id} rowLabel={(row) => row.name} />
    </>
  )
}

async function show(props: Parameters<typeof Table>[0] = {}) {
  renderScreen(<Table {...props} />)
  const grid = await screen.findByRole('grid', { name: 'Routines' })
  const row = (index: number) => grid.querySelector<HTMLElement>(`[data-row-index="${index}"]`)
  return { grid, row, press: (key: string, more = {}) => fireEvent.keyDown(document.activeElement ?? grid, { key, ...more }) }
}

const focused = () => (document.activeElement as HTMLElement | null)?.dataset.rowIndex

describe('the grid', () => {
  it('tells how many rows there are and which one each is, and draws only some', async () => {
    const { grid, row } = await show({ count: 10_000, total: 12_345 })
    expect(grid.getAttribute('aria-rowcount')).toBe('12346')
    expect(row(0)?.getAttribute('aria-rowindex')).toBe('2')
    expect(within(grid).getAllByRole('row').length).toBeLessThan(80)
  })

  it('has one stop for Tab, whose row keeps its own controls reachable', async () => {
    const { grid, row } = await show()
    expect(grid.querySelectorAll('[data-row-index][tabindex="0"]').length).toBe(1)
    expect(row(0)?.querySelector('button')?.tabIndex).toBe(0)
    expect(row(3)?.querySelector('button')?.tabIndex).toBe(-1)
  })

  it('moves by arrows, letters, Home, End and pages', async () => {
    const { row, press } = await show()
    row(0)?.focus()
    press('ArrowDown')
    press('j')
    expect(focused()).toBe('2')
    press('k')
    expect(focused()).toBe('1')
    press('PageDown')
    expect(Number(focused())).toBeGreaterThan(10)
    press('Home')
    expect(focused()).toBe('0')
    press('ArrowUp')
    expect(focused()).toBe('0')
  })

  it('obeys the switch for single keys', async () => {
    useShortcutRegistry.setState({ singleKeys: false })
    const { row, press } = await show()
    row(0)?.focus()
    press('j')
    expect(focused()).toBe('0')
    press('ArrowDown')
    expect(focused()).toBe('1')
  })

  it('opens by Enter and by click, but not by a click on a control', async () => {
    const onOpen = vi.fn()
    const { row, press } = await show({ onOpen })
    row(0)?.focus()
    press('Enter')
    expect(onOpen.mock.calls[0]?.[0]).toMatchObject({ name: 'Hello report' })
    const cell = row(1)?.querySelector('button')
    if (cell) fireEvent.click(cell)
    expect(onOpen).toHaveBeenCalledTimes(1)
    const gridcell = row(1)?.querySelector('[role=gridcell]')
    if (gridcell) fireEvent.click(gridcell)
    expect(onOpen).toHaveBeenCalledTimes(2)
  })

  it('selects by x, a range with Shift, and all from the head', async () => {
    const { row, press } = await show({ selectable: true, count: 5 })
    row(1)?.focus()
    press('x')
    expect(row(1)?.getAttribute('aria-selected')).toBe('true')
    press('ArrowDown')
    press('ArrowDown')
    press('X', { shiftKey: true })
    expect([0, 1, 2, 3, 4].map((index) => row(index)?.getAttribute('aria-selected'))).toEqual(['false', 'true', 'true', 'true', 'false'])
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select all 5 rows' }))
    await waitFor(() => expect(row(4)?.getAttribute('aria-selected')).toBe('true'))
  })

  it('stretches a selection by Shift and arrows and lets go of what a shorter one leaves', async () => {
    const { row, press } = await show({ selectable: true, count: 5 })
    row(0)?.focus()
    press('x')
    press('ArrowDown')
    press('ArrowDown')
    press('ArrowDown', { shiftKey: true })
    press('J', { shiftKey: true })
    expect(selection(row)).toBe('x.xxx')
    press('K', { shiftKey: true })
    press('ArrowUp', { shiftKey: true })
    press('ArrowUp', { shiftKey: true })
    expect(selection(row)).toBe('xxx..')
    expect(focused()).toBe('1')
  })

  it('selects by Shift and click, by Ctrl and click, and all by Ctrl and A; Esc lets go', async () => {
    const onOpen = vi.fn()
    const { row, press } = await show({ selectable: true, count: 5, onOpen })
    const click = (index: number, more: object) => fireEvent.click(row(index)?.querySelector('[role=gridcell]:last-child') as HTMLElement, more)
    click(1, { ctrlKey: true })
    click(3, { shiftKey: true })
    expect(selection(row)).toBe('.xxx.')
    click(2, { ctrlKey: true })
    expect(selection(row)).toBe('.x.x.')
    expect(onOpen).not.toHaveBeenCalled()
    const head = screen.getByRole('checkbox', { name: 'Select all 5 rows' })
    expect(head.getAttribute('aria-checked')).toBe('mixed')
    row(0)?.focus()
    press('a', { ctrlKey: true })
    expect(selection(row)).toBe('xxxxx')
    expect(head.getAttribute('aria-checked')).toBe('true')
    press('Escape')
    expect(selection(row)).toBe('.....')
  })

  it('says what it selects when there is more than was read', async () => {
    await show({ selectable: true, count: 5, total: 10_000 })
    expect(screen.getByRole('checkbox', { name: 'Select the 5 rows read so far, of 10,000' })).toBeTruthy()
  })

  it('peeks at the active row by Space, moves with it, and gives the focus back', async () => {
    const { row, press } = await show({ selectable: true, count: 5, peek: (demo) => <button type="button">{demo.id}</button> })
    row(0)?.focus()
    press(' ')
    const panel = () => screen.queryByRole('complementary')
    expect(panel()?.textContent).toContain('routine-0')
    expect(focused()).toBe('0')
    press('j')
    expect(panel()?.getAttribute('aria-label')).toBe('Peek: Send invoices')
    press('x')
    within(panel() as HTMLElement)
      .getByText('routine-1')
      .focus()
    press('Escape')
    expect(panel()).toBeNull()
    expect(focused()).toBe('1')
    expect(selection(row)).toBe('.x...')
    press(' ')
    press('Escape')
    expect([panel(), selection(row)]).toEqual([null, '.x...'])
    press('Escape')
    expect(selection(row)).toBe('.....')
  })

  it('offers its verbs for the selection, else for the row with the focus, and for nothing else', async () => {
    const run = vi.fn()
    const { row, press } = await show({ selectable: true, count: 5, verbs: [{ keys: 'r', label: 'Run', run }] })
    fireEvent.keyDown(document.body, { key: 'r' })
    expect(run).not.toHaveBeenCalled()
    row(2)?.focus()
    press('r')
    expect(run.mock.lastCall?.[0].map(({ id }: DemoRow) => id)).toEqual(['routine-2'])
    press('x')
    press('ArrowUp', { shiftKey: true })
    press('r')
    expect(run.mock.lastCall?.[0].map(({ id }: DemoRow) => id)).toEqual(['routine-1', 'routine-2'])
  })

  it('keeps the row with the focus while it is scrolled out of sight', async () => {
    const { grid, row } = await show({ count: 1000 })
    row(0)?.focus()
    grid.scrollTop = 16_000
    fireEvent.scroll(grid)
    await waitFor(() => expect(row(500)).toBeTruthy())
    expect(focused()).toBe('0')
    expect(within(grid).getAllByRole('row').length).toBeLessThan(80)
  })

  it('draws a row again only when something about that row changed', async () => {
    const cell = vi.fn((demo: DemoRow) => demo.name)
    const counting: readonly Column<DemoRow>[] = [{ id: 'name', header: 'Name', cell }]
    const { grid, row, press } = await show({ selectable: true, count: 1000, columns: counting, rowActions: () => [], onOpen: () => {} })
    await waitFor(() => expect(row(10)).toBeTruthy())
    cell.mockClear()
    grid.scrollTop = 96
    fireEvent.scroll(grid)
    await waitFor(() => expect(cell).toHaveBeenCalled())
    expect(cell.mock.calls.map(([demo]) => demo.id)).not.toContain('routine-5')
    cell.mockClear()
    row(3)?.focus()
    press('x')
    expect(new Set(cell.mock.calls.map(([demo]) => demo.id))).toEqual(new Set(['routine-0', 'routine-3']))
  })

  it('sorts by its own values, nothing last, and says so', async () => {
    const { row } = await show({ count: 5 })
    const head = () => screen.getByRole('columnheader', { name: /Next run/ })
    expect(head().getAttribute('aria-sort')).toBe('none')
    fireEvent.click(screen.getByRole('button', { name: 'Next run' }))
    await waitFor(() => expect(head().getAttribute('aria-sort')).not.toBe('none'))
    const first = row(0)?.textContent
    fireEvent.click(screen.getByRole('button', { name: 'Next run' }))
    await waitFor(() => expect(row(0)?.textContent).not.toBe(first))
  })

  it('leaves sorting to the owner of the rows when told so', async () => {
    const onSort = vi.fn()
    const { row } = await show({ onSort, sort: null, count: 5 })
    const before = row(0)?.textContent
    fireEvent.click(screen.getByRole('button', { name: 'Name' }))
    expect(onSort).toHaveBeenCalledWith({ id: 'name', desc: false })
    expect(row(0)?.textContent).toBe(before)
  })

  it('asks for more when the last row comes near, and not before', async () => {
    const onEndReached = vi.fn()
    await show({ count: 500, onEndReached })
    expect(onEndReached).not.toHaveBeenCalled()
    cleanup()
    await show({ count: 30, onEndReached })
    await waitFor(() => expect(onEndReached).toHaveBeenCalled())
  })

  it('shows its empty state instead of rows, and placeholders while loading', async () => {
    await show({ count: 0, empty: <p>No routines yet</p> })
    expect(screen.getByText('No routines yet')).toBeTruthy()
    cleanup()
    await show({ count: 0, loading: true })
    expect(screen.getByTestId('state-loading')).toBeTruthy()
  })

  it('gives the place of a removed row to the next one', async () => {
    renderScreen(<Shrinking />)
    const grid = await screen.findByRole('grid')
    grid.querySelector<HTMLElement>('[data-row-index="2"]')?.focus()
    fireEvent.click(screen.getByText('remove'))
    await waitFor(() => expect((document.activeElement as HTMLElement).getAttribute('aria-label')).toBe('Clean up old exports'))
  })
})
