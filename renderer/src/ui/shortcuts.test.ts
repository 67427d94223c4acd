import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addShortcut, chordOf, listenForShortcuts, useShortcutRegistry } from './shortcuts.ts'

const run = vi.fn()
let stop = () => {}

function press(key: string, options: KeyboardEventInit = {}, target: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options })
  target.dispatchEvent(event)
  return event
}

function make(tag: string, attributes: Record<string, string> = {}, ...children: Node[]) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

beforeEach(() => {
  run.mockReset()
  document.body.replaceChildren(
    make('input', { id: 'field' }),
    make('div', { id: 'menu', role: 'menu' }, make('b')),
    make('div', { role: 'dialog' }, make('button', { id: 'inside' })),
  )
  useShortcutRegistry.setState({ shortcuts: [], singleKeys: true })
  stop = listenForShortcuts(window)
})
afterEach(() => stop())

const element = (selector: string) => document.querySelector(selector) ?? document.body
const offer = (keys: string) => addShortcut({ keys, label: keys, group: 'Test', run })

describe('shortcuts', () => {
  it('runs a key and keeps the browser from using it', () => {
    offer('r')
    expect(press('r').defaultPrevented).toBe(true)
    expect(run).toHaveBeenCalledOnce()
  })

  it('runs a sequence, and not its second key alone', () => {
    offer('g r')
    press('r')
    expect(run).not.toHaveBeenCalled()
    press('g')
    press('r')
    expect(run).toHaveBeenCalledOnce()
  })

  it.each(['#field', '#menu b', '#inside'])('leaves single keys alone in %s', (selector) => {
    offer('r')
    press('r', {}, element(selector))
    expect(run).not.toHaveBeenCalled()
  })

  it('runs combinations with Ctrl or ⌘ even while typing', () => {
    offer('mod+s')
    press('s', { ctrlKey: true }, element('#field'))
    press('s', { metaKey: true }, element('#field'))
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('can have single keys switched off', () => {
    offer('r')
    offer('mod+k')
    useShortcutRegistry.setState({ singleKeys: false })
    press('r')
    press('k', { ctrlKey: true })
    expect(run).toHaveBeenCalledOnce()
  })

  it('lets the newest of two win, and the older one return', () => {
    const older = vi.fn()
    addShortcut({ keys: 'r', label: 'older', group: 'Test', run: older })
    const remove = offer('r')
    press('r')
    expect(older).not.toHaveBeenCalled()
    remove()
    press('r')
    expect(older).toHaveBeenCalledOnce()
  })

  it('ignores keys of an input method', () => {
    offer('r')
    press('r', { isComposing: true })
    expect(run).not.toHaveBeenCalled()
  })

  it.each([
    [{ key: '?', shiftKey: true }, '?'],
    [{ key: 'F10', shiftKey: true }, 'shift+f10'],
    [{ key: 'K', ctrlKey: true, shiftKey: true }, 'mod+shift+k'],
    [{ key: 'Escape' }, 'esc'],
  ])('writes %j as %s', (init, chord) => expect(chordOf(new KeyboardEvent('keydown', init))).toBe(chord))
})
