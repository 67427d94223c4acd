import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { knownValues } from '../../ports/known-values.ts'
import { testClock } from '../memory/test-clock.ts'
import { fileLog } from './log.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wh-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const files = () => readdirSync(folder).sort()
const lines = () =>
  files()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('writes one JSON line an event, with the fields of its child, for the owner only', async () => {
  const log = await fileLog({ folder, known: knownValues() })
  log.info('started', { port: 1 })
  log.child({ runId: 'r1' }).warn('slow', { ms: 12n })
  expect(lines()).toMatchObject([
    { level: 'info', msg: 'started', port: 1 },
    { level: 'warn', msg: 'slow', runId: 'r1', ms: '12' },
  ])
  for (const name of files()) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  await log.close()
})

test('drops fields whose names sound like secrets, at any depth, and reduces errors to what holds no values', async () => {
  const log = await fileLog({ folder, known: knownValues() })
  const error = Object.assign(new Error('hunter2'), { code: 'E1' })
  log.error('failed', { password: 'hunter2', nested: [{ apiKey: 'hunter2', token: 'hunter2', kept: 'yes' }], error, body: Buffer.from('hunter2') })
  log.child({ authorization: 'hunter2' }).info('quiet')
  const text = readFileSync(join(folder, files()[0] ?? ''), 'utf8')
  expect(text).not.toContain('hunter2')
  expect(lines()[0]).toMatchObject({ nested: [{ kept: 'yes' }], error: { name: 'Error', code: 'E1' }, body: '7 bytes' })
  await log.close()
})

test('survives what cannot be written down', async () => {
  const log = await fileLog({ folder, known: knownValues() })
  const ring: Record<string, unknown> = {}
  ring.self = ring
  log.info('ring', ring)
  log.info('after')
  expect(lines()).toHaveLength(2)
  await log.close()
})

test('keeps five files of limited size, and goes on in the newest after a restart', async () => {
  const log = await fileLog({ folder, known: knownValues(), limit: '2k' })
  for (let index = 0; index < 200; index += 1) {
    log.info('event', { index, padding: 'x'.repeat(100) })
    if (index % 5 === 0) await sleep(1)
  }
  await log.close()
  while (files().length > 5) await sleep(5)
  for (const name of files()) {
    expect(statSync(join(folder, name)).size).toBeLessThan(5_000)
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  }
  const again = await fileLog({ folder, known: knownValues(), limit: '2k' })
  again.info('back')
  expect(lines().filter((line) => line.msg === 'back')).toHaveLength(1)
  expect(Math.max(...lines().map((line) => Number(line.index ?? 0)))).toBe(199)
  await again.close()
})

test('masks what runs were given, by value, in whatever field it comes up, until some time after the run', async () => {
  const known = knownValues()
  const clock = testClock()
  const log = await fileLog({ folder, known })
  const { forget } = known.learn(
    [
      { name: 'Key "1"', value: 'correct"horse' },
      { name: 'Pin', value: '82719340' },
    ],
    clock,
  )
  const tell = () => {
    log
      .child({ run: 'of correct"horse' })
      .warn('said correct"horse', { deep: [{ 'a correct"horse': Buffer.from('correct"horse').toString('base64') }], pin: 82719340 })
    return (
      readFileSync(join(folder, files()[0] ?? ''), 'utf8')
        .trim()
        .split('\n')
        .at(-1) ?? ''
    )
  }
  const masked = {
    msg: 'said ‹secret Key "1"›',
    run: 'of ‹secret Key "1"›',
    deep: [{ 'a ‹secret Key "1"›': '‹secret Key "1"›' }],
    pin: '‹secret Pin›',
  }
  expect(JSON.parse(tell())).toMatchObject(masked)
  forget()
  await clock.advance(9 * 60_000)
  expect(JSON.parse(tell())).toMatchObject(masked)
  await clock.advance(2 * 60_000)
  expect(JSON.parse(tell())).toMatchObject({ pin: 82719340 })
  await log.close()
})
