import { expect, it } from 'vitest'
import { silentLog } from '../adapters/memory/silent-log.ts'
import { testClock } from '../adapters/memory/test-clock.ts'
import { DatabaseFailure } from '../ports/sql.ts'
import { statusBoard } from './status.ts'

const failure = new DatabaseFailure('disk_full', 'The disk is full.', 'Free some space.')
const newBoard = (log = silentLog()) => statusBoard({ clock: testClock(), log, version: '1.0.0' })

it('shows a database that stays away while the host was ready', async () => {
  const board = newBoard()
  await board.during(async () => {})
  board.databaseChanged('restarted')
  expect(board.status()).toMatchObject({ phase: 'ready', failure: null })
  board.databaseChanged(failure)
  expect(board.status()).toMatchObject({ phase: 'failed', failure: { code: 'disk_full' } })
})

it('is not made ready by a database that comes back during a start, after a failed one, or while stopping', async () => {
  const board = newBoard()
  const starting = board.during(async () => {
    board.databaseChanged('restarted')
    expect(board.status().phase).toBe('database')
    throw failure
  })
  await expect(starting).rejects.toBe(failure)
  board.databaseChanged('restarted')
  expect(board.status()).toMatchObject({ phase: 'failed', failure: { code: 'disk_full' } })
  board.stopping()
  board.databaseChanged('restarted')
  expect(board.status().phase).toBe('stopping')
})

it('leaves a trace of a start that failed by a fault of our own', async () => {
  const log = silentLog()
  await expect(newBoard(log).during(() => Promise.reject(new TypeError('x is not a function')))).rejects.toThrow(TypeError)
  expect(log.entries).toMatchObject([{ level: 'error', fields: { name: 'TypeError', frames: expect.arrayContaining([expect.any(String)]) } }])
})
