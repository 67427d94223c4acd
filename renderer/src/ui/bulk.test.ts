import { describe, expect, it } from 'vitest'
import { forEach, resultWords } from './bulk.ts'
import { eligibleWords } from './bulk-bar.tsx'

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
const always = { goOn: () => true, step: () => {} }

describe('one verb over many', () => {
  it('does each once, several but never more than six at a time', async () => {
    let now = 0
    let most = 0
    const seen: number[] = []
    await forEach(
      numbers(50),
      async (n) => {
        most = Math.max(most, ++now)
        await Promise.resolve()
        seen.push(n)
        now--
      },
      always,
    )
    expect(seen.toSorted((a, b) => a - b)).toEqual(numbers(50))
    expect(most).toBe(6)
  })

  it('goes on after a failure and tells which failed', async () => {
    const steps: number[] = []
    const { done, failed } = await forEach(numbers(20), (n) => (n % 5 === 0 ? Promise.reject(new Error(`no ${n}`)) : Promise.resolve()), {
      goOn: () => true,
      step: (finished) => steps.push(finished),
    })
    expect(done.length).toBe(16)
    expect(failed.map(({ item }) => item).toSorted((a, b) => a - b)).toEqual([0, 5, 10, 15])
    expect(steps.at(-1)).toBe(20)
  })

  it('begins no more once it was stopped', async () => {
    let begun = 0
    const { done } = await forEach(numbers(100), async () => void begun++, { goOn: () => begun < 10, step: () => {} })
    expect(done.length).toBe(begun)
    expect(begun).toBeLessThan(20)
  })
})

describe('the numbers it says', () => {
  const work = { did: 'Disabled', noun: 'routine', items: numbers(9) }

  it('names what was resolved, and what was skipped and why', () => {
    expect(eligibleWords(11, 9, 'already disabled')).toBe('11 selected, 9 eligible, 2 skipped: already disabled')
    expect(eligibleWords(10_000, 10_000, 'already disabled')).toBe('10,000 selected, 10,000 eligible')
  })

  it('names what came of it', () => {
    expect(resultWords({ ...work, skipped: '2 skipped: already disabled' }, 9, false)).toBe('Disabled 9 of 9 routines. 2 skipped: already disabled.')
    expect(resultWords(work, 4, true)).toBe('Disabled 4 of 9 routines, then stopped.')
  })
})
