// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { useDraft } from './draft.ts'

function start() {
  return renderHook(({ stored }) => useDraft(stored), { initialProps: { stored: { name: 'Iris', env: ['A'] } } })
}

test('follows what is stored while nothing is edited', () => {
  const { result, rerender } = start()
  rerender({ stored: { name: 'Juno', env: ['A'] } })
  expect(result.current).toMatchObject({ value: { name: 'Juno' }, dirty: false, overtaken: false })
})

test('keeps edits when the stored thing changes under them, and says so', () => {
  const { result, rerender } = start()
  act(() => result.current.edit({ name: 'Mine' }))
  rerender({ stored: { name: 'Theirs', env: ['A'] } })
  expect(result.current).toMatchObject({ value: { name: 'Mine' }, base: { name: 'Iris' }, dirty: true, overtaken: true })
  act(() => result.current.discard())
  expect(result.current).toMatchObject({ value: { name: 'Theirs' }, dirty: false, overtaken: false })
})

test('an edit taken back is no edit', () => {
  const { result } = start()
  act(() => result.current.edit({ env: ['A', 'B'] }))
  expect(result.current.dirty).toBe(true)
  act(() => result.current.edit({ env: ['A'] }))
  expect(result.current.dirty).toBe(false)
})

test('a save becomes the new base', () => {
  const { result, rerender } = start()
  act(() => result.current.edit({ name: 'Mine ' }))
  rerender({ stored: { name: 'Mine', env: ['A'] } })
  act(() => result.current.accept({ name: 'Mine', env: ['A'] }))
  expect(result.current).toMatchObject({ value: { name: 'Mine' }, dirty: false })
})
