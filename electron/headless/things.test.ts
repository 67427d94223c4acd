import { describe, expect, it } from 'vitest'
import { things } from './things.ts'

describe('things', () => {
  it('ends last first, one after the other, and only once', async () => {
    const ended: string[] = []
    const running = things()
    for (const name of ['lock', 'database', 'server']) {
      running.add(async () => {
        await Promise.resolve()
        ended.push(name)
      })
    }
    expect(running.ending()).toBe(false)
    await Promise.all([running.end(), running.end()])
    expect(running.ending()).toBe(true)
    expect(ended).toEqual(['server', 'database', 'lock'])
  })

  it('ends the rest when one fails, and says so', async () => {
    const ended: string[] = []
    const running = things()
    running.add(async () => void ended.push('lock'))
    running.add(() => Promise.reject(new Error('stuck')))
    await expect(running.end()).rejects.toMatchObject({ errors: [new Error('stuck')] })
    expect(ended).toEqual(['lock'])
  })
})
