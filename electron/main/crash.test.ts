import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { silentLog } from '../adapters/memory/silent-log.ts'
import type { Clock } from '../ports/clock.ts'
import { keepCrashDumps, logLostProcesses, onFault, reviveOnce } from './crash.ts'

describe('keepCrashDumps', () => {
  it('sends nothing', () => {
    const started: unknown[] = []
    keepCrashDumps({ start: (options: unknown) => started.push(options) } as never)
    expect(started).toEqual([{ uploadToServer: false }])
  })
})

describe('onFault', () => {
  function stage() {
    const log = silentLog()
    const shown: string[] = []
    const codes: number[] = []
    const fault = onFault({
      log,
      logsFolder: '/home/x/logs',
      dialog: { showErrorBox: (title, content) => shown.push(`${title}\n${content}`) },
      quit: (code) => codes.push(code),
    })
    return { fault, entries: log.entries, shown, codes }
  }

  it('logs the fault and shows the incident, not the fault, and stops in order', () => {
    const { fault, entries, shown, codes } = stage()
    fault(new TypeError('the inside'))
    const incidentId = entries[0]?.fields['incidentId']
    expect(incidentId).toMatch(/^[0-9a-f]{8}$/)
    expect(entries[0]?.fields).toMatchObject({ name: 'TypeError', message: 'the inside' })
    expect(shown[0]).toContain(incidentId)
    expect(shown[0]).toContain('/home/x/logs')
    expect(shown[0]).not.toContain('the inside')
    expect(codes).toEqual([1])
  })

  it('shows the first of several, and logs all', () => {
    const { fault, entries, shown, codes } = stage()
    fault(new Error('first'))
    fault('second')
    expect([entries.length, shown.length, codes.length]).toEqual([2, 1, 1])
  })

  it('keeps what a database error says out of the log', () => {
    const { fault, entries } = stage()
    fault(new Error('Failed query: insert … params: hunter2', { cause: new Error('duplicate key') }))
    expect(JSON.stringify(entries)).not.toContain('hunter2')
  })
})

describe('reviveOnce', () => {
  function stage() {
    const log = silentLog()
    const loaded: string[] = []
    let now = 0
    const webContents = Object.assign(new EventEmitter(), {
      getURL: () => 'app://wheelhouse/c/1/runs/2',
      loadURL(url: string) {
        loaded.push(url)
        return Promise.resolve()
      },
    })
    reviveOnce({ webContents } as never, {
      log,
      clock: { monotonic: () => now } as unknown as Clock,
      pageUrl: 'app://wheelhouse/',
      stoppedUrl: 'app://wheelhouse/~stopped',
    })
    return {
      loaded,
      crash: (reason = 'crashed') => webContents.emit('render-process-gone', {}, { reason, exitCode: 139 }),
      failLoad: (code: number, url: string, main = true) => webContents.emit('did-fail-load', {}, code, 'ERR', url, main),
      wait: (ms: number) => {
        now += ms
      },
    }
  }

  it('loads the page again where it was, the first time', () => {
    const { crash, loaded } = stage()
    crash()
    expect(loaded).toEqual(['app://wheelhouse/c/1/runs/2'])
  })

  it('shows the plain page when it crashes again soon', () => {
    const { crash, wait, loaded } = stage()
    crash()
    wait(59_999)
    crash('oom')
    expect(loaded.at(-1)).toBe('app://wheelhouse/~stopped')
  })

  it('counts a crash much later as a first one', () => {
    const { crash, wait, loaded } = stage()
    crash()
    wait(60_000)
    crash()
    expect(loaded).toEqual(['app://wheelhouse/c/1/runs/2', 'app://wheelhouse/c/1/runs/2'])
  })

  it('does nothing when a page simply ends', () => {
    const { crash, loaded } = stage()
    crash('clean-exit')
    expect(loaded).toEqual([])
  })

  it('shows the plain page when ours cannot be loaded, but not for replaced loads, frames or itself', () => {
    const { failLoad, loaded } = stage()
    failLoad(-3, 'app://wheelhouse/')
    failLoad(-6, 'app://wheelhouse/frame', false)
    failLoad(-6, 'app://wheelhouse/~stopped')
    expect(loaded).toEqual([])
    failLoad(-6, 'app://wheelhouse/')
    expect(loaded).toEqual(['app://wheelhouse/~stopped'])
  })
})

describe('logLostProcesses', () => {
  it('logs what was lost, not what ended', () => {
    const log = silentLog()
    const app = new EventEmitter()
    logLostProcesses(app as never, log)
    app.emit('child-process-gone', {}, { type: 'GPU', reason: 'clean-exit', exitCode: 0 })
    app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 1 })
    expect(log.entries).toEqual([
      { level: 'warn', event: 'process gone', fields: { type: 'GPU', reason: 'crashed', exitCode: 1, serviceName: undefined } },
    ])
  })
})
