import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DatabaseFailure } from '../ports/sql.ts'
import { announcer } from './announcer.ts'
import { startupTrace } from './startup-trace.ts'

let written: { stdout: string; stderr: string }
beforeEach(() => {
  written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text)
      return true
    })
  }
})
afterEach(() => vi.restoreAllMocks())

const ready = { url: 'http://127.0.0.1:1/', home: '/h', version: '1', timings: { ready: 5 } }

describe('announcer', () => {
  it('says to a person that it is ready, and where', () => {
    announcer({ json: false }).ready(ready)
    expect(written).toEqual({ stdout: 'Wheelhouse is ready: http://127.0.0.1:1/\n', stderr: '' })
  })

  it('puts one line of JSON on stdout for a program, and nothing else', () => {
    const say = announcer({ json: true })
    say.ready(ready)
    say.opened('there is no display')
    say.stopping()
    expect(written.stdout).toBe(`${JSON.stringify({ ready: true, ...ready })}\n`)
  })

  it('names a failure and what to do', () => {
    const failure = new DatabaseFailure('disk_full', 'The disk is full.', 'Free some space.')
    announcer({ json: false }).failed(failure)
    announcer({ json: true }).failed(failure)
    expect(written.stderr).toBe('The disk is full. Free some space.\n')
    expect(JSON.parse(written.stdout)).toEqual({
      ready: false,
      error: { code: 'disk_full', message: 'The disk is full.', action: 'Free some space.' },
    })
  })

  it('shows nothing of a fault of its own but where to look', () => {
    announcer({ json: false }).failed(new Error('password=hunter2'))
    expect(written.stderr).toMatch(/^[^\n]*logs folder[^\n]*\n$/)
    expect(written.stderr).not.toContain('hunter2')
  })
})

describe('startupTrace', () => {
  it('keeps the first time of each step and shows what each added', () => {
    let now = 0
    const trace = startupTrace(() => now)
    for (const [step, at] of [
      ['import', 40],
      ['database', 140.4],
      ['database', 900],
    ] as const) {
      now = at
      trace.mark(step)
    }
    expect(trace.timings()).toEqual({ import: 40, database: 140 })
    expect(trace.table()).toMatch(/import +40 ms +\+40\ndatabase +140 ms +\+100\n/)
  })
})
