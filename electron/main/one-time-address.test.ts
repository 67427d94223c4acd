import { expect, it } from 'vitest'
import { systemClock } from '../adapters/node/clock.ts'
import { oneTimeAddress } from './one-time-address.ts'

const clock = systemClock({ onError: () => {} })
const target = 'http://127.0.0.1:1/#token=secret'
const get = (url: string, init: RequestInit = {}) => fetch(url, { redirect: 'manual', ...init })

it('leads on once, and is gone', async () => {
  const { url, over } = await oneTimeAddress(target, { clock })
  expect(url).not.toContain('secret')
  const answer = await get(url)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, target])
  await over
  await expect(get(url)).rejects.toThrow()
})

it('answers nobody who does not know it', async () => {
  const { url, over } = await oneTimeAddress(target, { clock })
  const { origin } = new URL(url)
  for (const attempt of [get(origin), get(`${origin}/guess`), get(url, { method: 'POST' }), get(url.replace('127.0.0.1', 'localhost'))])
    expect((await attempt.catch(() => ({ status: 404 }))).status).toBe(404)
  expect((await get(url)).status).toBe(303)
  await over
})

it('is gone when its time is up', async () => {
  const { url, over } = await oneTimeAddress(target, { clock, lifetimeMs: 1 })
  await over
  await expect(get(url)).rejects.toThrow()
})

it('leads one on of many who come at once', async () => {
  const { url, over } = await oneTimeAddress(target, { clock })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      get(url).then(
        ({ status }) => status,
        () => 0,
      ),
    ),
  )
  expect(answers.filter((status) => status === 303)).toHaveLength(1)
  await over
})
