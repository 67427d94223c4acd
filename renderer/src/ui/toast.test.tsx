import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renderScreen } from '../shell/testing.tsx'
import { toast } from './toast.tsx'

let unmount = () => {}
beforeEach(async () => {
  unmount = renderScreen(<p>page</p>).unmount
  await screen.findByText('page')
})
afterEach(() => {
  vi.useRealTimers()
  unmount()
  cleanup()
})

/** What the toasts say; a screen reader hears a copy of a failure besides. */
const shown = () => [...document.querySelectorAll('[data-toast]')].map((toast) => toast.textContent).join(' | ')

describe('toasts', () => {
  it('take back what was done, once', async () => {
    const undo = vi.fn()
    act(() => toast.done('Routine disabled.', { undo }))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(undo).toHaveBeenCalledOnce())
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull())
  })

  it('say so when taking back fails', async () => {
    act(() => toast.done('Routine removed.', { undo: () => Promise.reject(Object.assign(new Error('x'), { code: 'UNAVAILABLE', data: {} })) }))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(shown()).toContain("Couldn't undo."))
    expect(shown()).toContain('database is not ready')
  })

  it('get the focus by F8', async () => {
    act(() => toast.done('Secret rotated.', { undo: () => {} }))
    const button = await screen.findByRole('button', { name: 'Undo' })
    fireEvent.keyDown(document.body, { key: 'F8' })
    await waitFor(() => expect(button.closest('[data-toast]')?.contains(document.activeElement)).toBe(true))
  })

  it('offer Undo for ten seconds and keep failures until dismissed', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: false })
    act(() => {
      toast.done('Company renamed.', { undo: () => {} })
      toast.failed("Couldn't save.")
    })
    await act(() => vi.advanceTimersByTimeAsync(9_000))
    expect(shown()).toContain('Company renamed.')
    await act(() => vi.advanceTimersByTimeAsync(60_000))
    expect(shown()).not.toContain('Company renamed.')
    expect(shown()).toContain("Couldn't save.")
  })
})
