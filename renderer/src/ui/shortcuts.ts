/** Keyboard shortcuts: one registry that the listener obeys and the shortcut sheet shows, so that neither can lie about the other. */
import { useEffect, useRef } from 'react'
import { create } from 'zustand'

export interface Shortcut {
  /** `mod+k`, `j`, `?`, or a sequence such as `g r`. `mod` is ⌘ on macOS and Ctrl elsewhere. */
  keys: string
  label: string
  group: string
  run: (event: KeyboardEvent) => void
}

interface Registry {
  shortcuts: readonly Shortcut[]
  /** Single keys can be switched off (WCAG 2.1.4); combinations with ⌘ or Ctrl always work. */
  singleKeys: boolean
}

export const useShortcutRegistry = create<Registry>(() => ({ shortcuts: [], singleKeys: true }))

/** Adds a shortcut and returns the function that takes it away. The newest of two with the same keys wins. */
export function addShortcut(shortcut: Shortcut): () => void {
  useShortcutRegistry.setState((state) => ({ shortcuts: [...state.shortcuts, shortcut] }))
  return () => useShortcutRegistry.setState((state) => ({ shortcuts: state.shortcuts.filter((other) => other !== shortcut) }))
}

/** Offers a shortcut while the calling component is mounted and `enabled`. */
export function useShortcut(keys: string, label: string, run: (event: KeyboardEvent) => void, options: { group?: string; enabled?: boolean } = {}) {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  const { group = 'This page', enabled = true } = options
  useEffect(() => {
    if (!enabled) return
    return addShortcut({ keys, label, group, run: (event) => latest.current(event) })
  }, [keys, label, group, enabled])
}

/** True where a key belongs to what is being typed or to an open popup, and must not be taken for a shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])')) return true
  return target.closest('[role=menu], [role=listbox], [role=textbox]') !== null
}

/** Writes a key event the way shortcuts are written. */
export function chordOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase().replace('escape', 'esc')
  const typedWithShift = event.key.length === 1 && !/[a-z0-9]/i.test(event.key)
  return [event.metaKey || event.ctrlKey ? 'mod' : '', event.altKey ? 'alt' : '', event.shiftKey && !typedWithShift ? 'shift' : '', key]
    .filter(Boolean)
    .join('+')
}

/** How long a person may think between the keys of a sequence, milliseconds. */
const sequencePauseMs = 1200

/** Starts obeying the registry; returns the function that stops it. */
export function listenForShortcuts(target: Window): () => void {
  let prefix = ''
  let prefixAt = 0
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return
    const chord = chordOf(event)
    const { shortcuts, singleKeys } = useShortcutRegistry.getState()
    const plain = !chord.startsWith('mod+') && !/^f\d+$/.test(chord)
    if (plain && (!singleKeys || isTyping(event.target) || modalIsOpen(event.target))) return
    const sequence = prefix && event.timeStamp - prefixAt < sequencePauseMs ? `${prefix} ${chord}` : chord
    prefix = ''
    const hit = shortcuts.findLast((shortcut) => shortcut.keys === sequence) ?? shortcuts.findLast((shortcut) => shortcut.keys === chord)
    if (hit) {
      event.preventDefault()
      hit.run(event)
    } else if (plain && shortcuts.some((shortcut) => shortcut.keys.startsWith(`${chord} `))) {
      prefix = chord
      prefixAt = event.timeStamp
    }
  }
  target.addEventListener('keydown', onKeyDown)
  return () => target.removeEventListener('keydown', onKeyDown)
}

function modalIsOpen(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog], [role=alertdialog]') !== null
}
