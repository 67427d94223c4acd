import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { renderScreen } from '../shell/testing.tsx'
import { ConfirmDialog, type ConfirmDialogProps } from './confirm.tsx'

afterEach(cleanup)

async function open(props: Partial<ConfirmDialogProps> = {}) {
  const onConfirm = vi.fn()
  const onOpenChange = vi.fn()
  renderScreen(
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title="Delete company Acme"
      consequences={['5 routines are deleted.']}
      confirmLabel="Delete company Acme"
      onConfirm={onConfirm}
      {...props}
    />,
  )
  await screen.findByRole('dialog')
  return { onConfirm: props.onConfirm ?? onConfirm, onOpenChange, button: () => screen.getByRole('button', { name: 'Delete company Acme' }) }
}

describe('tier 2', () => {
  it('starts on the safe button and says what will happen', async () => {
    await open()
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Keep'))
    expect(screen.getByText('5 routines are deleted.')).toBeTruthy()
    expect(screen.queryByText(/are you sure/i)).toBeNull()
  })

  it('waits for the required reason and hands it over', async () => {
    const { onConfirm, button, onOpenChange } = await open({ reason: 'required' })
    fireEvent.click(button())
    expect(onConfirm).not.toHaveBeenCalled()
    expect(button().getAttribute('aria-disabled')).toBe('true')
    fireEvent.change(screen.getByLabelText('Reason'), { target: { value: ' moved ' } })
    fireEvent.click(button())
    await waitFor(() => expect(onConfirm).toHaveBeenCalledWith({ reason: 'moved' }))
    await waitFor(() => expect(onOpenChange).toHaveBeenCalledWith(false))
  })

  it('stays open and explains when the action fails', async () => {
    const { button, onOpenChange } = await open({
      onConfirm: () => Promise.reject(Object.assign(new Error('no'), { code: 'IN_USE', data: { count: 1, users: ['Hello report'] } })),
    })
    fireEvent.click(button())
    expect((await screen.findByRole('alert')).textContent).toContain('Hello report')
    expect(onOpenChange).not.toHaveBeenCalledWith(false)
  })
})

describe('tier 3', () => {
  it('does nothing on Enter or click until the name matches, and takes a pasted name', async () => {
    const { onConfirm, button } = await open({ typeName: 'Acme' })
    const field = screen.getByLabelText('Type Acme to confirm')
    await waitFor(() => expect(document.activeElement).toBe(field))
    for (const wrong of ['', 'acme', 'Acm', 'yes']) {
      fireEvent.change(field, { target: { value: wrong } })
      fireEvent.keyDown(field, { key: 'Enter' })
      fireEvent.click(button())
    }
    expect(onConfirm).not.toHaveBeenCalled()
    expect(fireEvent.paste(field)).toBe(true)
    fireEvent.change(field, { target: { value: 'Acme' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(onConfirm).toHaveBeenCalledOnce())
  })
})
