import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { desktopAttendance } from './attendance.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const preferences = (can: boolean, prompt = async () => {}) => ({ canPromptTouchID: () => can, promptTouchID: prompt })
const window = (destroyed = false) => ({ isDestroyed: () => destroyed, setContentProtection: vi.fn() })

it('asks where Touch ID is, and takes a cancelled prompt as a no', async () => {
  const ask = (platform: NodeJS.Platform, can: boolean, prompt?: () => Promise<void>) =>
    desktopAttendance(preferences(can, prompt), () => [], platform).confirm('show A')
  expect(await ask('darwin', true)).toBe(true)
  expect(await ask('darwin', true, () => Promise.reject(new Error('cancelled')))).toBe(false)
  expect(await ask('darwin', false)).toBeNull()
  expect(await ask('linux', true)).toBeNull()
})

it('shields every open window until the last value is hidden again', () => {
  const [open, gone] = [window(), window(true)]
  const attendance = desktopAttendance(preferences(false), () => [open, gone], 'linux')
  attendance.shield(20_000)
  vi.advanceTimersByTime(15_000)
  attendance.shield(20_000)
  vi.advanceTimersByTime(19_999)
  expect(open.setContentProtection.mock.calls).toEqual([[true], [true]])
  vi.advanceTimersByTime(1)
  expect(open.setContentProtection).toHaveBeenLastCalledWith(false)
  expect(gone.setContentProtection).not.toHaveBeenCalled()
})
