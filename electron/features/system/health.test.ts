import { tmpdir } from 'node:os'
import { call } from '@orpc/server'
import { expect, it } from 'vitest'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { declared } from '../../ports/rpc.ts'
import { systemFeature } from './index.ts'
import type { Check, SystemNeeds } from './needs.ts'

function health(...checks: Check[]) {
  const { router } = systemFeature({ clock: testClock(), paths: { home: tmpdir() }, checks } as unknown as SystemNeeds)
  return call(router.health, {})
}

it('shows what could be checked although something else could not', async () => {
  const down = { id: 'scheduler', title: 'Scheduler', look: () => Promise.reject(declared('UNAVAILABLE', { phase: 'failed' })) }
  const fine = {
    id: 'vault',
    title: 'Secret vault',
    look: async () => [{ id: 'vault', title: 'Secret vault', state: 'pass' as const, detail: '', fix: '' }],
  }
  const { checks } = await health(down, fine)
  expect(checks).toMatchObject([
    { id: 'disk' },
    { id: 'scheduler', state: 'critical', detail: 'This could not be checked: the database is not ready.', fix: expect.stringMatching(/\S/) },
    { id: 'vault', state: 'pass' },
  ])
})

it('tells of a fault of its own without its message', async () => {
  const { checks } = await health({ id: 'x', title: 'X', look: () => Promise.reject(new Error('planted')) })
  expect(checks[1]).toMatchObject({ id: 'x', state: 'critical' })
  expect(JSON.stringify(checks)).not.toContain('planted')
})
