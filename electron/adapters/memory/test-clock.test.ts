import { expect, test } from 'vitest'
import { testClock } from './test-clock.ts'

test('runs what falls due, in order, and nothing else', async () => {
  const clock = testClock(new Date('2026-01-01T00:00:00Z'))
  const seen: string[] = []
  clock.after(20, () => seen.push('b'))
  clock.after(10, () => {
    seen.push('a')
    clock.after(5, () => seen.push('a+5'))
  })
  const cancel = clock.after(15, () => seen.push('never'))
  cancel()
  await clock.advance(19)
  expect(seen).toEqual(['a', 'a+5'])
  await clock.advance(1)
  expect(seen).toEqual(['a', 'a+5', 'b'])
  expect(clock.now()).toEqual(new Date('2026-01-01T00:00:00.020Z'))
  expect(clock.pending).toBe(0)
})

test('a beat waits for itself and stops for good', async () => {
  const clock = testClock()
  let beats = 0
  const stop = clock.every(10, async () => {
    await clock.sleep(0)
    beats += 1
    if (beats === 3) stop()
  })
  await clock.advance(1_000)
  expect(beats).toBe(3)
  expect(clock.pending).toBe(0)
})

test('setting the wall clock moves no timer', async () => {
  const clock = testClock()
  let fired = false
  clock.after(1_000, () => {
    fired = true
  })
  clock.set(new Date('2030-06-01T00:00:00Z'))
  await clock.advance(999)
  expect(fired).toBe(false)
  expect(clock.now()).toEqual(new Date('2030-06-01T00:00:00.999Z'))
  expect(clock.monotonic()).toBe(999)
})
