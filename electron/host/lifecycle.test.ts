import { describe, expect, it } from 'vitest'
import { lifecycle } from './lifecycle.ts'

function steps({ fail = false } = {}) {
  const did: string[] = []
  let failing = fail
  return {
    did,
    recover: () => {
      failing = false
    },
    life: lifecycle({
      async start() {
        did.push('start')
        await Promise.resolve()
        if (failing) throw new Error('no luck')
        did.push('started')
      },
      async stop() {
        did.push('stop')
        await Promise.resolve()
        did.push('stopped')
      },
    }),
  }
}

describe('lifecycle', () => {
  it('starts once for callers at the same time, and answers a later one from the same start', async () => {
    const { did, life } = steps()
    await Promise.all([life.start(), life.start()])
    await life.start()
    expect(did).toEqual(['start', 'started'])
  })

  it('lets a start in flight finish before it stops', async () => {
    const { did, life } = steps()
    const starting = life.start()
    await Promise.all([life.stop(), life.stop(), starting])
    expect(did).toEqual(['start', 'started', 'stop', 'stopped'])
  })

  it('stops what a failed start left, and starts anew after that', async () => {
    const { did, life, recover } = steps({ fail: true })
    await expect(life.start()).rejects.toThrow('no luck')
    await life.stop()
    recover()
    await life.start()
    expect(did).toEqual(['start', 'stop', 'stopped', 'start', 'started'])
  })

  it('starts again only after a stop in flight has ended', async () => {
    const { did, life } = steps()
    await life.start()
    const stopping = life.stop()
    const again = life.start()
    await stopping
    await again
    await life.start()
    expect(did).toEqual(['start', 'started', 'stop', 'stopped', 'start', 'started'])
  })
})
