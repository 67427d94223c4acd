import { expect, it } from 'vitest'
import { silentLog } from '../memory/silent-log.ts'
import { earlyLog } from './early-log.ts'

it('keeps lines until there is a file, in order and with the fields of children', () => {
  const early = earlyLog()
  early.info('first', { a: 1 })
  early.child({ window: 7 }).child({ b: 2 }).warn('second', { c: 3 })
  const file = silentLog()
  early.continueIn(file)
  early.error('third')
  expect(file.entries).toEqual([
    { level: 'info', event: 'first', fields: { a: 1 } },
    { level: 'warn', event: 'second', fields: { window: 7, b: 2, c: 3 } },
    { level: 'error', event: 'third', fields: {} },
  ])
})

it('keeps no more than 200 lines', () => {
  const early = earlyLog()
  for (let n = 0; n < 500; n++) early.info(`line ${n}`)
  const file = silentLog()
  early.continueIn(file)
  expect(file.entries).toHaveLength(200)
})

it('says nothing to a file that is closed', async () => {
  const early = earlyLog()
  const file = silentLog()
  early.continueIn(file)
  early.end()
  early.info('too late')
  early.child({}).error('much too late')
  await early.flush()
  expect(file.entries).toEqual([])
})
