import { type ComponentType, useEffect, useState } from 'react'
import { useShortcut } from '../ui/shortcuts.ts'

export type OverlayName = 'palette' | 'sheet'

interface Parts {
  Palette: ComponentType<{ onClose: () => void }>
  ShortcutSheet: ComponentType<{ onClose: () => void }>
}

async function load(): Promise<Parts> {
  const [{ Palette }, { ShortcutSheet }] = await Promise.all([import('./palette.tsx'), import('./shortcut-sheet.tsx')])
  return { Palette, ShortcutSheet }
}

/** How soon after the first paint the overlays are fetched, milliseconds: out of the first chunk, but here before the first ⌘K. */
const fetchAfterMs = 600

/** The palette and the shortcut sheet. Held in state and not by React.lazy, which waits 300 ms before it shows what it loaded. */
export function Overlays({ open, onChange }: { open: OverlayName | null; onChange: (open: OverlayName | null) => void }) {
  const [parts, setParts] = useState<Parts | null>(null)
  const wanted = open !== null
  useEffect(() => {
    if (parts) return
    // A failed fetch is tried again when the overlay is asked for.
    const timer = setTimeout(() => void load().then(setParts, () => {}), wanted ? 0 : fetchAfterMs)
    return () => clearTimeout(timer)
  }, [parts, wanted])
  const toggle = (name: OverlayName) => onChange(open === name ? null : name)
  useShortcut('mod+k', 'Search and commands', () => toggle('palette'), { group: 'Everywhere' })
  useShortcut('?', 'Keyboard shortcuts', () => toggle('sheet'), { group: 'Everywhere' })
  const close = () => onChange(null)
  if (!parts) return null
  if (open === 'palette') return <parts.Palette onClose={close} />
  return open === 'sheet' ? <parts.ShortcutSheet onClose={close} /> : null
}
