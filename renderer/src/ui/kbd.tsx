const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

const names: Record<string, string> = mac
  ? { mod: '⌘', shift: '⇧', alt: '⌥', enter: '↩', esc: 'Esc', space: 'Space', up: '↑', down: '↓' }
  : { mod: 'Ctrl', shift: 'Shift', alt: 'Alt', enter: 'Enter', esc: 'Esc', space: 'Space', up: '↑', down: '↓' }

/** Spells a key combination the way this operating system does: `mod+k` is ⌘K or Ctrl+K; a space means "then". */
export function spellKeys(keys: string): string {
  return keys
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((key) => names[key] ?? key.toUpperCase())
        .join(mac ? '' : '+'),
    )
    .join(' then ')
}

/** Shows a keyboard shortcut. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className="rounded-[3px] border border-line bg-sunken px-1 font-sans text-xs text-muted in-[.bg-accent]:border-current/40 in-[.bg-accent]:bg-transparent in-[.bg-accent]:text-current">
      {spellKeys(keys)}
    </kbd>
  )
}
