import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { silentLog } from '../adapters/memory/silent-log.ts'
import type { Clock } from '../ports/clock.ts'
import { orderlyQuit, quitWithTheSystem, stopDeadlineMs } from './lifecycle.ts'

/** Electron's way out in miniature: quit() announces itself, closes windows, announces again, and ends if nobody objects. */
function stage(stop: () => Promise<void>) {
  const happened: string[] = []
  const app = Object.assign(new EventEmitter(), {
    windowsStay: false,
    quit() {
      happened.push('quit')
      app.emit('before-quit', {})
      if (app.windowsStay) return
      let prevented = false
      app.emit('will-quit', {
        preventDefault: () => {
          prevented = true
        },
      })
      happened.push(prevented ? 'held back' : 'ended')
    },
    exit: (code: number) => happened.push(`exit ${code}`),
    relaunch: () => happened.push('relaunch'),
  })
  let expire = () => {}
  const clock = {
    after(ms: number, task: () => void) {
      expect(ms).toBe(stopDeadlineMs)
      expire = task
      return () => {}
    },
  } as unknown as Clock
  const quit = orderlyQuit({
    app: app as never,
    clock,
    log: silentLog(),
    stop() {
      happened.push('stop')
      return stop()
    },
  })
  return { app, quit, happened, expire: () => expire(), settle: () => new Promise((resolve) => setImmediate(resolve)) }
}

describe('orderlyQuit', () => {
  it('holds the end back, stops the host, then ends', async () => {
    const { app, happened, settle } = stage(() => Promise.resolve())
    app.quit()
    expect(happened).toEqual(['quit', 'stop', 'held back'])
    await settle()
    expect(happened).toEqual(['quit', 'stop', 'held back', 'quit', 'ended'])
  })

  it('stops once, however often it is asked', async () => {
    const { app, happened, settle } = stage(() => Promise.resolve())
    app.quit()
    app.quit()
    await settle()
    expect(happened.filter((what) => what === 'stop')).toHaveLength(1)
  })

  it('does not wait longer than the deadline', async () => {
    const { app, happened, expire, settle } = stage(() => new Promise(() => {}))
    app.quit()
    await settle()
    expect(happened).toEqual(['quit', 'stop', 'held back'])
    expire()
    await settle()
    expect(happened.at(-1)).toBe('exit 1')
  })

  it('ends with code 1 when the host could not be stopped in order', async () => {
    const { app, happened, settle } = stage(() => Promise.reject(new Error('stuck')))
    app.quit()
    await settle()
    expect(happened.at(-1)).toBe('exit 1')
  })

  it('ends with the code of a fault', async () => {
    const { quit, happened, settle } = stage(() => Promise.resolve())
    quit.quit(1)
    await settle()
    expect(happened).toEqual(['quit', 'stop', 'held back', 'exit 1'])
  })

  it('leaves the host alone when a window stays open', async () => {
    const { app, quit, happened, settle } = stage(() => Promise.resolve())
    app.windowsStay = true
    app.quit()
    expect(quit.isQuitting()).toBe(true)
    quit.stay()
    await settle()
    expect(quit.isQuitting()).toBe(false)
    expect(happened).not.toContain('stop')
  })

  it('starts again for somebody who starts it while it ends', () => {
    const { app, quit, happened } = stage(() => new Promise(() => {}))
    expect(quit.startAgain()).toBe(false)
    app.quit()
    expect(quit.startAgain()).toBe(true)
    expect(happened.at(-1)).toBe('relaunch')
  })
})

describe('quitWithTheSystem', () => {
  it('quits with the last window, and holds a shutdown back until it has', () => {
    const { app, happened } = stage(() => new Promise(() => {}))
    const powerMonitor = new EventEmitter()
    quitWithTheSystem({ app: app as never, powerMonitor: powerMonitor as never })
    let held = false
    powerMonitor.emit('shutdown', {
      preventDefault: () => {
        held = true
      },
    })
    app.emit('window-all-closed')
    expect(held).toBe(true)
    expect(happened).toEqual(['quit', 'stop', 'held back', 'quit', 'held back'])
  })
})
