import { call } from '@orpc/server'
import { expect, test } from 'vitest'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import type { Config } from '../../ports/config.ts'
import { readSettings, settingsFeature } from './index.ts'

function memoryConfig(settings: unknown): Config & { stored: unknown } {
  const config = {
    stored: settings,
    read: async () => config.stored,
    async write(_section: string, value: unknown) {
      config.stored = value
    },
  }
  return config
}

test('defaults stand in, key by key, for what does not fit', async () => {
  const read = await readSettings(memoryConfig({ theme: 'neon', density: 'compact', fontSize: 1_000, unknown: true }))
  expect(read).toMatchObject({ theme: 'system', density: 'compact', fontSize: 100, lastCompanyId: null })
  expect(read).not.toHaveProperty('unknown')
})

test.each([undefined, null, 'text', 7, []])('a broken section (%j) reads as the defaults', async (stored) => {
  expect(await readSettings(memoryConfig(stored))).toMatchObject({ theme: 'system', runAndFollow: true })
})

test('two changes at once are both kept', async () => {
  const live = recordingLive()
  const config = memoryConfig({})
  const { router } = settingsFeature({ config, live })
  await Promise.all([call(router.update, { theme: 'dark' }), call(router.update, { density: 'compact' })])
  expect(await call(router.get, {})).toMatchObject({ theme: 'dark', density: 'compact' })
  expect(live.changes).toHaveLength(2)
})

test('a failed write does not block the next change', async () => {
  const config = memoryConfig({})
  const write = config.write
  config.write = () => Promise.reject(new Error('disk full'))
  const { router } = settingsFeature({ config, live: recordingLive() })
  await expect(call(router.update, { theme: 'dark' })).rejects.toThrow('disk full')
  config.write = write
  expect(await call(router.update, { theme: 'light' })).toMatchObject({ theme: 'light' })
})
