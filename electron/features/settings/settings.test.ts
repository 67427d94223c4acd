import { call } from '@orpc/server'
import { expect, test } from 'vitest'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import type { Config } from '../../ports/config.ts'
import { readSettings, settingsFeature } from './index.ts'

function memoryConfig(settings: unknown, setAside: string[] = []): Config & { stored: unknown } {
  const config = {
    stored: settings,
    read: async () => config.stored,
    async write(_section: string, value: unknown) {
      config.stored = value
    },
    setAside: async () => setAside,
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

test('health says which files were put aside, for their settings are no longer in force', async () => {
  const health = (setAside: string[]) => settingsFeature({ config: memoryConfig({}, setAside), live: recordingLive() }).health()
  expect(await health([])).toMatchObject([{ id: 'configuration', state: 'pass', fix: '' }])
  expect(await health(['/home/config.json.broken-1'])).toMatchObject([
    { state: 'warning', detail: expect.stringContaining('/home/config.json.broken-1'), fix: expect.stringContaining('strict mode') },
  ])
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
