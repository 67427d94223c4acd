import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../ports/clock.ts'
import { rememberPlace, restorable } from './window-state.ts'

const screen = { x: 0, y: 0, width: 1_920, height: 1_040 }
const state = { x: 100, y: 100, width: 1_200, height: 800, maximized: false }

describe('restorable', () => {
  it('keeps a place that is on a display', () => {
    expect(restorable(state, [screen])).toEqual(state)
    expect(restorable({ ...state, x: -1_500 }, [{ ...screen, x: -1_920 }, screen])).toMatchObject({ x: -1_500 })
  })

  it('gives up a place of which fewer than 100 px would show', () => {
    expect(restorable({ ...state, x: 1_821 }, [screen])).toBeNull()
    expect(restorable({ ...state, x: 1_820 }, [screen])).not.toBeNull()
    expect(restorable({ ...state, y: 941 }, [screen])).toBeNull()
    expect(restorable({ ...state, x: -1_101 }, [screen])).toBeNull()
    expect(restorable(state, [])).toBeNull()
  })

  it('gives up whatever is not a place', () => {
    for (const stored of [undefined, null, 'x', {}, { ...state, width: 'wide' }, { ...state, x: Number.NaN }, { ...state, height: 1 }])
      expect(restorable(stored, [screen])).toBeNull()
  })

  it('answers only places with 100 px to take hold of, whatever was stored', () => {
    const number = fc.integer({ min: -5_000, max: 5_000 })
    fc.assert(
      fc.property(fc.record({ x: number, y: number, width: number, height: number, maximized: fc.boolean() }), (stored) => {
        const place = restorable(stored, [screen])
        if (!place) return
        const width = Math.min(place.x + place.width, screen.width) - Math.max(place.x, 0)
        const height = Math.min(place.y + place.height, screen.height) - Math.max(place.y, 0)
        expect(width >= 100 && height >= 100).toBe(true)
      }),
    )
  })
})

/** A window and a clock that do only what the test says. */
function stage() {
  const listeners = new Map<string, () => void>()
  const due: Array<{ ms: number; task: () => void; cancelled: boolean }> = []
  const saved: unknown[] = []
  const failures: Error[] = []
  let write = (value: unknown) => {
    saved.push(value)
    return Promise.resolve()
  }
  const window = {
    on: (event: string, listener: () => void) => listeners.set(event, listener),
    getNormalBounds: () => ({ x: 1, y: 2, width: 1_100, height: 700 }),
    isMaximized: () => true,
    isDestroyed: () => false,
  }
  const clock = {
    after(ms: number, task: () => void) {
      const timer = { ms, task, cancelled: false }
      due.push(timer)
      return () => {
        timer.cancelled = true
      }
    },
  }
  const config = { read: async () => undefined, write: (_section: string, value: unknown) => write(value), setAside: async () => [] }
  rememberPlace(window as never, { config, clock: clock as unknown as Clock }, (error) => failures.push(error))
  return {
    saved,
    failures,
    due,
    emit: (event: string) => listeners.get(event)?.(),
    fire: () => {
      for (const timer of due) if (!timer.cancelled) timer.task()
    },
    failToWrite: () => {
      write = () => Promise.reject(new Error('full'))
    },
  }
}

describe('rememberPlace', () => {
  it('saves once, 500 ms after the last of many moves', () => {
    const { emit, due, fire, saved } = stage()
    for (const event of ['move', 'move', 'resize', 'maximize', 'unmaximize']) emit(event)
    expect(saved).toEqual([])
    expect(due.map(({ ms }) => ms)).toEqual([500, 500, 500, 500, 500])
    fire()
    expect(saved).toEqual([{ x: 1, y: 2, width: 1_100, height: 700, maximized: true }])
  })

  it('saves at once when the window closes, and not again afterwards', () => {
    const { emit, fire, saved } = stage()
    emit('move')
    emit('close')
    fire()
    expect(saved).toHaveLength(1)
  })

  it('reports a failed save and goes on', async () => {
    const { emit, failToWrite, failures } = stage()
    failToWrite()
    emit('close')
    await Promise.resolve()
    expect(failures.map(({ message }) => message)).toEqual(['full'])
  })
})
