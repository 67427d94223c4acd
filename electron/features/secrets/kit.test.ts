import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeKit, openKit } from './kit.ts'
import { masterKeyId } from './sealing.ts'

const key = randomBytes(32)
const about = { instanceId: '0192f0c0-0000-7000-8000-000000000001', keyId: masterKeyId(key), madeAt: new Date('2026-11-21T06:07:08.900Z') }
const passphrase = 'Grüße aus dem Tresor'
let kit: string
beforeAll(async () => {
  kit = await makeKit(about, key, passphrase)
})

const refused = (cause: string) => ({ code: 'KIT_REFUSED', data: { cause } })
const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm')
const lineOf = (name: string) => line(name).exec(kit)?.[1] ?? ''
const withLine = (name: string, value: string) => kit.replace(line(name), `${name}: ${value}`)

describe('a recovery kit', () => {
  it('gives the key back for its passphrase, however the passphrase was composed', async () => {
    expect(await openKit(kit, passphrase)).toEqual({ ...about, key })
    expect(await openKit(kit, passphrase.normalize('NFD'))).toEqual({ ...about, key })
  })

  it('says in words what it is, and gives nothing away', () => {
    for (const word of ['WHAT THIS IS', 'HOW TO KEEP IT', 'HOW TO USE IT', 'HOW TO TEST IT', '2026-11-21', about.instanceId, about.keyId]) {
      expect(kit).toContain(word)
    }
    expect(kit).toContain('kdf: scrypt N=131072 r=8 p=1')
    for (const secret of [key.toString('base64'), key.toString('hex'), passphrase]) expect(kit).not.toContain(secret.slice(0, 12))
    expect(Math.max(...kit.split('\n').map(({ length }) => length))).toBeLessThan(132)
  })

  it('is forgiving of how it was copied', async () => {
    const copied = [
      `Dear future me,\r\n${kit.replaceAll('\n', '\r\n')}bye`,
      kit.replace(/^/gm, '    '),
      kit.slice(kit.indexOf('-----BEGIN')),
      kit.replaceAll('\n', '\n\n'),
    ]
    for (const text of copied) expect((await openKit(text, passphrase)).key).toEqual(key)
  })

  it('refuses a wrong passphrase as such', async () => {
    await expect(openKit(kit, 'Grüße aus dem tresor')).rejects.toMatchObject(refused('passphrase'))
  })

  it.each(['format', 'instance', 'key', 'made', 'kdf', 'salt', 'nonce', 'sealed', 'check'])(
    'tells a slip of the pen in "%s" from a wrong passphrase',
    async (name) => {
      const value = lineOf(name)
      const slip = value.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, (last) => (last === '1' ? '2' : '1'))
      expect(slip).not.toBe(value)
      await expect(openKit(withLine(name, slip), passphrase)).rejects.toMatchObject(refused('damaged'))
      await expect(openKit(kit.replace(line(name), ''), passphrase)).rejects.toMatchObject(refused('damaged'))
    },
  )

  it.each([
    ['nothing', () => ''],
    ['words', () => 'the key is under the mat'],
    ['its first half', () => kit.slice(0, kit.length / 2)],
    ['its end before its beginning', () => kit.split('\n').reverse().join('\n')],
  ])('refuses %s', async (_, text) => {
    await expect(openKit(text(), passphrase)).rejects.toMatchObject(refused('damaged'))
  })

  it.each([
    'scrypt N=1073741824 r=8 p=1',
    'scrypt N=131072 r=4096 p=1',
    'scrypt N=131072 r=8 p=1000',
    'scrypt N=131073 r=8 p=1',
    'scrypt N=2 r=8 p=1',
    'pbkdf2',
  ])('with a check that adds up still cannot ask for %s', async (kdf) => {
    const { createHash } = await import('node:crypto')
    const names = ['format', 'instance', 'key', 'made', 'kdf', 'salt', 'nonce', 'sealed']
    const forged = withLine('kdf', kdf)
    const sum = createHash('sha256').update(names.map((name) => `${name}: ${name === 'kdf' ? kdf : lineOf(name)}`).join('\n'))
    const started = performance.now()
    const text = forged.replace(line('check'), `check: ${sum.digest('hex').slice(0, 16)}`)
    await expect(openKit(text, passphrase)).rejects.toMatchObject({ ...refused('damaged'), message: expect.stringContaining('out of bounds') })
    expect(performance.now() - started).toBeLessThan(200)
  })

  it('with a changed date whose check adds up does not open', async () => {
    const { createHash } = await import('node:crypto')
    const names = ['format', 'instance', 'key', 'made', 'kdf', 'salt', 'nonce', 'sealed']
    const made = '2030-01-01T00:00:00.000Z'
    const sum = createHash('sha256').update(names.map((name) => `${name}: ${name === 'made' ? made : lineOf(name)}`).join('\n'))
    const text = withLine('made', made).replace(line('check'), `check: ${sum.digest('hex').slice(0, 16)}`)
    await expect(openKit(text, passphrase)).rejects.toMatchObject(refused('passphrase'))
  })
})
