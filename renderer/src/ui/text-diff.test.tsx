import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { renderScreen } from '../shell/testing.tsx'
import { TextDiff } from './text-diff.tsx'

afterEach(cleanup)

const lines = (count: number, changed: (n: number) => string | null) => Array.from({ length: count }, (_, n) => changed(n) ?? `line ${n}`).join('\n')
const sides = { label: 'Description', beforeLabel: 'r1', afterLabel: 'r2' }
const show = async (before: string, after: string) => {
  renderScreen(<TextDiff {...sides} before={before} after={after} />)
  await screen.findByRole('region', { name: 'Description, r1 compared with r2' })
}
/** The diff with its toolbar; the frame around it has regions of its own. */
const diff = () => box().parentElement as HTMLElement
const box = () => screen.getByRole('region', { name: 'Description, r1 compared with r2' })

describe('TextDiff', () => {
  it('says what was removed and added beside the colour, word by word', async () => {
    await show('the old way', 'the new way')
    expect(box().querySelector('del')?.textContent).toBe('old')
    expect(box().querySelector('ins')?.textContent).toBe('new')
    expect(within(box()).getByText('Removed:')).toBeDefined()
    expect(within(box()).getByText('Added:')).toBeDefined()
    expect(box().textContent).toContain('−')
  })

  it('folds what did not change, and unfolds it', async () => {
    await show(
      lines(30, () => null),
      lines(30, (n) => (n === 20 ? 'changed' : null)),
    )
    expect(box().textContent).not.toContain('line 5')
    fireEvent.click(screen.getByRole('button', { name: 'Show 17 unchanged lines' }))
    expect(box().textContent).toContain('line 5')
  })

  it('steps through changes with ] and [, round and round, and says where it is', async () => {
    await show(
      lines(60, () => null),
      lines(60, (n) => (n % 20 === 10 ? 'changed' : null)),
    )
    const place = () => within(diff()).getByRole('status').textContent
    expect(place()).toBe('3 changes')
    fireEvent.keyDown(document.body, { key: ']' })
    expect(place()).toBe('Change 1 of 3')
    fireEvent.keyDown(document.body, { key: ']' })
    expect(place()).toBe('Change 2 of 3')
    fireEvent.keyDown(document.body, { key: '[' })
    fireEvent.keyDown(document.body, { key: '[' })
    expect(place()).toBe('Change 3 of 3')
  })

  it('draws a long text only where it is in sight', async () => {
    await show(
      lines(3000, (n) => `was ${n}`),
      lines(3000, (n) => `is ${n}`),
    )
    expect(box().querySelectorAll('[data-index]').length).toBeLessThan(300)
    expect(within(diff()).getByRole('status').textContent).toBe('1 change')
  })

  it('puts the sides next to each other', async () => {
    await show('same\nold', 'same\nnew')
    fireEvent.click(screen.getByRole('radio', { name: 'Split' }))
    const rows = [...box().querySelectorAll('[data-line]')].map((row) => row.textContent)
    expect(rows).toHaveLength(2)
    expect(rows[1]).toContain('old')
    expect(rows[1]).toContain('new')
  })
})
