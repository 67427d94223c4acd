import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { bringForward, hideInsteadOfClose, showWhenPainted, windowOptions } from './window.ts'

function fakeWindow({ fullScreen = false, minimized = false, visible = true } = {}) {
  const happened: string[] = []
  const note = (what: string) => () => void happened.push(what)
  const window = Object.assign(new EventEmitter(), {
    show: note('show'),
    hide: note('hide'),
    focus: note('focus'),
    restore: note('restore'),
    maximize: note('maximize'),
    isMinimized: () => minimized,
    isVisible: () => visible,
    isFullScreen: () => fullScreen,
    setFullScreen: (on: boolean) => happened.push(`full screen ${on}`),
  })
  return { window: window as never, emitter: window, happened }
}

function close(emitter: EventEmitter) {
  let prevented = false
  emitter.emit('close', {
    preventDefault: () => {
      prevented = true
    },
  })
  return prevented
}

describe('windowOptions', () => {
  const look = { preload: '/p.js', backgroundColor: '#0e1114', place: null, devTools: false, platform: 'linux' as const }

  it('starts unseen, in the colour of the theme', () => {
    expect(windowOptions(look)).toMatchObject({ show: false, backgroundColor: '#0e1114', minWidth: 1_024, minHeight: 640 })
  })

  it('leaves the title bar to the page on macOS, and the menu bar to Alt elsewhere', () => {
    expect(windowOptions({ ...look, platform: 'darwin' })).toMatchObject({ titleBarStyle: 'hidden', titleBarOverlay: { height: 36 } })
    for (const platform of ['linux', 'win32'] as const) {
      expect(windowOptions({ ...look, platform })).toMatchObject({ autoHideMenuBar: true })
      expect(windowOptions({ ...look, platform })).not.toHaveProperty('titleBarStyle')
    }
  })

  it('returns to its place', () => {
    const place = { x: 5, y: 6, width: 1_100, height: 700, maximized: false }
    expect(windowOptions({ ...look, place })).toMatchObject({ x: 5, y: 6, width: 1_100, height: 700 })
    expect(windowOptions(look)).not.toHaveProperty('x')
  })
})

describe('showWhenPainted', () => {
  it('shows the window only when there is something to see', () => {
    const { window, emitter, happened } = fakeWindow()
    showWhenPainted(window, { x: 0, y: 0, width: 1_100, height: 700, maximized: true })
    expect(happened).toEqual([])
    emitter.emit('ready-to-show')
    emitter.emit('ready-to-show')
    expect(happened).toEqual(['maximize', 'show'])
  })
})

describe('bringForward', () => {
  it('finds a window that is minimised or hidden', () => {
    const { window, happened } = fakeWindow({ minimized: true, visible: false })
    bringForward(window)
    expect(happened).toEqual(['restore', 'show', 'focus'])
  })
})

describe('hideInsteadOfClose', () => {
  it('hides on macOS', () => {
    const { window, emitter, happened } = fakeWindow()
    hideInsteadOfClose(window, 'darwin', () => false)
    expect(close(emitter)).toBe(true)
    expect(happened).toEqual(['hide'])
  })

  it('leaves full screen before it hides', () => {
    const { window, emitter, happened } = fakeWindow({ fullScreen: true })
    hideInsteadOfClose(window, 'darwin', () => false)
    close(emitter)
    expect(happened).toEqual(['full screen false'])
    emitter.emit('leave-full-screen')
    expect(happened).toEqual(['full screen false', 'hide'])
  })

  it('closes when the program quits, and on other systems', () => {
    const quitting = fakeWindow()
    hideInsteadOfClose(quitting.window, 'darwin', () => true)
    expect(close(quitting.emitter)).toBe(false)
    for (const platform of ['win32', 'linux'] as const) {
      const { window, emitter } = fakeWindow()
      hideInsteadOfClose(window, platform, () => false)
      expect(close(emitter)).toBe(false)
    }
  })
})
