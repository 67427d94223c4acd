import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const never = (error: unknown) => {
  throw error
}

test('a delay longer than a timer can hold does not fire early', () => {
  const task = vi.fn()
  const days = 60 * 86_400_000
  systemClock({ onError: never }).after(days, task)
  vi.advanceTimersByTime(days - 5)
  expect(task).not.toHaveBeenCalled()
  vi.advanceTimersByTime(10)
  expect(task).toHaveBeenCalledOnce()
})

test('a cancelled delay does not fire, even after its first leg', () => {
  const task = vi.fn()
  const cancel = systemClock({ onError: never }).after(2 ** 32, task)
  vi.advanceTimersByTime(2 ** 31)
  cancel()
  vi.advanceTimersByTime(2 ** 33)
  expect(task).not.toHaveBeenCalled()
})

test('a beat is never two at once, and survives a failure', async () => {
  const errors: unknown[] = []
  let finish = () => {}
  let runs = 0
  const stop = systemClock({ onError: (error) => errors.push(error) }).every(10, async () => {
    runs += 1
    if (runs === 1) return new Promise<void>((resolve) => (finish = resolve))
    throw new Error('second')
  })
  await vi.advanceTimersByTimeAsync(50)
  expect(runs).toBe(1)
  finish()
  await vi.advanceTimersByTimeAsync(20)
  expect(runs).toBeGreaterThan(1)
  expect(errors[0]).toMatchObject({ message: 'second' })
  stop()
  const before = runs
  await vi.advanceTimersByTimeAsync(100)
  expect(runs).toBe(before)
})

test('sleeps', async () => {
  vi.useRealTimers()
  const clock = systemClock({ onError: never })
  const started = clock.monotonic()
  await Promise.all([clock.sleep(5), sleep(1)])
  expect(clock.monotonic() - started).toBeGreaterThan(3)
})
