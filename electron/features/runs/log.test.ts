import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogEvent } from '#shared/contract/runs.ts'
import { maskerOf } from '#shared/domain/redaction.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { systemClock } from '../../adapters/node/clock.ts'
import { type RunFolder, runFolder, SEGMENT_LINES } from './folder.ts'
import { type FollowedRun, follow } from './follow.ts'
import { logCursor, measureLog, readTail } from './log-reader.ts'
import { type LogWriter, openLog } from './log-writer.ts'

let home = ''
let folder: RunFolder
const clock = testClock()
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wheelhouse-log-'))
  folder = runFolder(home, 'run')
})
afterEach(() => rm(home, { recursive: true, force: true }))

const open = (limits?: { logBytes: number; outputBytes: number }, sensitive: Array<{ name: string; value: string }> = []) =>
  openLog({ clock, folder, mask: maskerOf(sensitive), ...(limits ? { limits } : {}) })
const feed = async (writer: LogWriter, ...chunks: Array<string | Buffer>) => {
  for (const chunk of chunks) await writer.write('stdout', Buffer.from(chunk))
}
const all = async (total: number) => (await logCursor(folder, 0).read(total, 1e6)).map(({ text, replaced }) => (replaced ? `${text}<` : text))

describe('writing and reading', () => {
  it('keeps full segments, so that a number alone finds a line', async () => {
    const writer = await open()
    const total = 2 * SEGMENT_LINES + 7
    await feed(writer, `${Array.from({ length: total }, (_, n) => `line ${n}`).join('\n')}\n`)
    await writer.close()
    expect((await readFile(folder.segment(1), 'utf8')).split('\n')).toHaveLength(SEGMENT_LINES + 1)
    expect(await measureLog(folder)).toMatchObject({ lines: total, binary: false })
    for (const from of [0, 4_998, 5_000, 9_999, total - 1, total]) {
      const lines = await logCursor(folder, from).read(total, 5)
      expect(lines.map(({ n, text }) => [n, text])).toEqual(
        Array.from({ length: Math.min(5, total - from) }, (_, i) => [from + i, `line ${from + i}`]),
      )
    }
    expect((await readTail(folder, total, 3)).map(({ n }) => n)).toEqual([total - 3, total - 2, total - 1])
  })

  it('goes on where it stopped, across segments and while the log grows', async () => {
    const writer = await open()
    const cursor = logCursor(folder, 4_990)
    const seen: number[] = []
    for (let part = 0; part < 12; part += 1) {
      await feed(writer, Array.from({ length: 1_000 }, (_, n) => `${part * 1_000 + n}\n`).join(''))
      const total = await writer.flush()
      for (let lines = await cursor.read(total, 300); lines.length > 0; lines = await cursor.read(total, 300))
        seen.push(...lines.map(({ text }) => Number(text)))
    }
    await writer.close()
    expect(seen).toEqual(Array.from({ length: 12_000 - 4_990 }, (_, i) => 4_990 + i))
  })

  it('bounds a page by bytes, keeping its end when the end was asked for', async () => {
    const writer = await open()
    await feed(writer, `${'x'.repeat(15_000)}\n`.repeat(1_000))
    await writer.close()
    const head = await logCursor(folder, 0).read(1_000, 5_000)
    const tail = await readTail(folder, 1_000, 5_000)
    expect(head.length).toBeLessThan(300)
    expect(tail.length).toBeLessThan(300)
    expect(tail.at(-1)?.n).toBe(999)
    expect(tail.map(({ n }) => n)).toEqual(tail.map((_, i) => 1_000 - tail.length + i))
  })

  it('decodes letters cut by a write, marks bad bytes, and collapses progress', async () => {
    const writer = await open()
    await feed(writer, Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 0x0a]), Buffer.from([0xff, 0xfe, 0x0a]), '1%\r', '2%\r', '3%\n', 'tail')
    await writer.close()
    expect(await all(99)).toEqual(['€', '\ufffd\ufffd', '1%<', '2%<', '3%', 'tail'])
  })

  it('masks a value that comes in pieces, and counts it', async () => {
    const writer = await open(undefined, [{ name: 'Key', value: 'correct-horse' }])
    await feed(writer, 'a cor', 'rect-', 'hor', 'se b\n', 'x correct-hors')
    await writer.close()
    expect(await all(9)).toEqual(['a ‹secret Key› b', 'x correct-hors'])
    expect(writer.counts()).toMatchObject({ redactions: 1, lines: 2 })
  })

  it('cuts a log that grows too large, and says so once', async () => {
    const writer = await open({ logBytes: 2 * 1024 * 1024, outputBytes: 10 })
    for (let n = 0; n < 400; n += 1) await feed(writer, `${'y'.repeat(10_000)}\n`)
    writer.say('still here')
    await writer.close()
    const lines = await all(10_000)
    expect(lines.slice(-2)).toEqual(['The log is full at 2 MiB: later output is left out. The run goes on.', 'still here'])
    expect(lines.length).toBeLessThan(215)
  })

  it('cuts binary output, keeps its first bytes and masks it', async () => {
    const writer = await open({ logBytes: 1e9, outputBytes: 1_048_576 }, [{ name: 'Key', value: 'correct-horse' }])
    await feed(writer, 'head correct-', 'horse\n\0', Buffer.alloc(3_000_000, 7))
    await writer.close()
    const bytes = await readFile(folder.output)
    expect(bytes.length).toBe(1_048_576)
    expect(bytes.subarray(0, 30).toString('utf8')).toMatch(/^head ‹secret Key›\n\0/)
    expect(writer.counts()).toMatchObject({ binary: true, redactions: 1 })
    expect((await all(9)).at(-1)).toBe('Only the first 1 MiB of binary output are kept.')
  })

  it('drops a line that a crash cut off, and reads around a damaged one', async () => {
    const writer = await open()
    await feed(writer, 'one\ntwo\n')
    await writer.close()
    await appendFile(folder.segment(0), '[5,"std')
    expect((await measureLog(folder)).lines).toBe(2)
    await writeFile(folder.segment(0), `broken\n${await readFile(folder.segment(0), 'utf8')}`)
    expect((await logCursor(folder, 0).read(3, 9)).map(({ stream }) => stream)).toEqual(['host', 'stdout', 'stdout'])
  })

  it('reads a log that is gone as empty', async () => {
    expect(await logCursor(runFolder(home, 'gone'), 0).read(10, 10)).toEqual([])
    expect(await measureLog(runFolder(home, 'gone'))).toEqual({ lines: 0, bytes: 0, binary: false })
  })

  it.skipIf(process.platform !== 'linux')('goes on without a log when the disk is full', async () => {
    // Every write to this device fails as a write to a full disk does.
    const full = { ...folder, segment: () => '/dev/full' }
    const writer = await openLog({ clock, folder: full, mask: maskerOf([]) })
    for (let n = 0; n < 50; n += 1) await feed(writer, `${'z'.repeat(9_000)}\n`)
    await writer.close()
    expect(writer.failure).toBe('ENOSPC')
    expect(writer.counts()).toMatchObject({ lines: 0 })
  })
})

describe('following', () => {
  const real = systemClock({ onError: () => {} })
  const followed = (writer: LogWriter, state: { ended: boolean; listener?: () => void }): FollowedRun => ({
    folder,
    look: async () => ({ ...writer.counts(), lines: await writer.flush(), ended: state.ended }),
    onChange(listener) {
      state.listener = listener
      const stop = writer.onLines(listener)
      return () => {
        stop()
        delete state.listener
      }
    },
  })

  it('leaves lines out instead of holding them when it is far behind, and says which', async () => {
    const writer = await open()
    const state: { ended: boolean; listener?: () => void } = { ended: false }
    await feed(writer, 'first\n')
    const events: LogEvent[] = []
    for await (const event of follow(followed(writer, state), 0, real, undefined)) {
      events.push(event)
      if (events.length > 1) continue
      await feed(writer, Array.from({ length: 30_000 }, (_, n) => `${n}\n`).join(''))
      state.ended = true
      state.listener?.()
    }
    await writer.close()
    const gap = events.find((event) => event.type === 'gap')
    expect(gap).toEqual({ type: 'gap', from: 1, to: 25_001 })
    const lines = events.flatMap((event) => (event.type === 'lines' ? event.lines : []))
    expect(lines.map(({ n }) => n)).toEqual([0, ...Array.from({ length: 5_000 }, (_, i) => 25_001 + i)])
    expect(Math.max(...events.map((event) => (event.type === 'lines' ? event.lines.length : 0)))).toBeLessThanOrEqual(500)
    expect(events.at(-1)).toMatchObject({ type: 'ended', total: 30_001 })
    expect(state.listener).toBeUndefined()
  })

  it('sends all that was there before it began, however much', async () => {
    const writer = await open()
    await feed(writer, Array.from({ length: 24_000 }, (_, n) => `${n}\n`).join(''))
    let count = 0
    for await (const event of follow(followed(writer, { ended: true }), 0, real, undefined)) {
      expect(event.type).not.toBe('gap')
      if (event.type === 'lines') count += event.lines.length
    }
    await writer.close()
    expect(count).toBe(24_000)
  })

  it('unsubscribes when it is aborted while it waits', async () => {
    const writer = await open()
    const state: { ended: boolean; listener?: () => void } = { ended: false }
    const gone = new AbortController()
    const stream = follow(followed(writer, state), 0, real, gone.signal)
    const next = stream.next()
    await new Promise((later) => setImmediate(later))
    gone.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(state.listener).toBeUndefined()
    await writer.close()
  })
})
