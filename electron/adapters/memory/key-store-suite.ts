/** What every key store must keep: one suite, run over each of them by the tests beside it. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { KeyStore } from '../../ports/key-store.ts'

/** `open` answers a store over the same place each time it is called within one test. */
export function keyStoreSuite(name: string, make: () => Promise<{ open(): KeyStore }>): void {
  describe(`${name} as a key store`, () => {
    it('makes a key of 32 bytes once and finds it again', async () => {
      const { open } = await make()
      expect(await open().load()).toBeNull()
      const key = await open().create()
      expect(key).toHaveLength(32)
      expect(await open().load()).toEqual(key)
      expect(await open().create()).toEqual(key)
      expect(await open().warnings()).toEqual([])
    })

    it('hands out copies: wiping one takes the key from nobody', async () => {
      const { open } = await make()
      const store = open()
      const key = Buffer.from(await store.create())
      for (const copy of [await store.load(), await store.create()]) copy?.fill(0)
      expect(await store.load()).toEqual(key)
    })

    it('ends with one key when many make it at once', async () => {
      const { open } = await make()
      const keys = await Promise.all(Array.from({ length: 12 }, () => open().create()))
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    })

    it('keeps the next key beside the present one until it is promoted, and the present one until all is settled', async () => {
      const { open } = await make()
      const [before, next] = [await open().create(), randomBytes(32)]
      expect(await open().staged()).toBeNull()
      await open().stage(next)
      expect([await open().load(), await open().staged()]).toEqual([before, next])
      await open().promote()
      expect([await open().load(), await open().staged()]).toEqual([next, null])
      await open().settle()
      expect([await open().load(), await open().staged()]).toEqual([next, null])
    })

    it('forgets a next key that is settled away, and takes the last one staged', async () => {
      const { open } = await make()
      const before = await open().create()
      await open().stage(randomBytes(32))
      await open().settle()
      expect([await open().load(), await open().staged()]).toEqual([before, null])
      const last = randomBytes(32)
      await open().stage(randomBytes(32))
      await open().stage(last)
      await open().promote()
      expect(await open().load()).toEqual(last)
    })

    it('promotes into an empty place, and refuses to without a next key', async () => {
      const { open } = await make()
      await expect(open().promote()).rejects.toThrow()
      const next = randomBytes(32)
      await open().stage(next)
      await open().promote()
      expect(await open().load()).toEqual(next)
    })

    it('takes the key of a kit, over an empty place and over another key', async () => {
      const { open } = await make()
      for (const key of [randomBytes(32), randomBytes(32)]) {
        await open().replace(key)
        expect(await open().load()).toEqual(key)
      }
    })
  })
}
