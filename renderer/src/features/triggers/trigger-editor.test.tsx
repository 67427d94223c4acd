import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen, type ScreenOptions } from '../../shell/testing.tsx'
import { TriggerEditor } from './trigger-editor.tsx'

afterEach(cleanup)

const editor = (options: ScreenOptions = {}) =>
  renderScreen(<TriggerEditor companyId={fakeIds.acme} routineId={fakeIds.routine.report} trigger={null} onClose={() => {}} />, options)

describe('trigger editor', () => {
  it('starts in the zone of the host and shows the next five runs', async () => {
    editor()
    const preview = await screen.findByTestId('schedule-preview')
    expect(preview.querySelectorAll('tbody tr')).toHaveLength(5)
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Time zone' }).value).toBe('Europe/Berlin')
    expect(screen.getByText('skipped hour')).toBeTruthy()
  })

  it('names the field at fault and does not save', async () => {
    const { fake } = editor()
    await screen.findByTestId('schedule-preview')
    fireEvent.change(screen.getByLabelText('Cron expression'), { target: { value: '0 2 * * 8' } })
    expect(await screen.findByText(/8 is out of range/)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: /Add schedule/ }))
    expect(fake.calls.some((call) => call.path === 'triggers.create')).toBe(false)
  })

  it('adds the schedule with its zone', async () => {
    const { fake } = editor()
    await screen.findByTestId('schedule-preview')
    fireEvent.click(screen.getByRole('button', { name: 'Every hour' }))
    fireEvent.click(screen.getByRole('button', { name: 'Add schedule' }))
    await waitFor(() => {
      expect(fake.calls.find((call) => call.path === 'triggers.create')?.input).toMatchObject({
        cron: '0 * * * *',
        timezone: 'Europe/Berlin',
        label: '',
      })
    })
  })

  it('says that the zones cannot be read, and offers to try again', async () => {
    editor({ fake: { fail: { 'triggers.timezones': 'UNAVAILABLE' } } })
    expect(await screen.findByTestId('state-error')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Retry' })).toBeTruthy()
  })
})
