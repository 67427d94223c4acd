/** Applies theme, density, motion and font size to the document, and remembers them for the next first paint. */
import type { Settings } from '#shared/contract/settings.ts'
import { useDensity } from '../ui/density.ts'

export type Appearance = Pick<Settings, 'theme' | 'density' | 'motion' | 'fontSize'>

/** Sets the appearance of the window. `public/appearance.js` reads what this writes. */
export function applyAppearance({ theme, density, motion, fontSize }: Appearance, page: Document = document) {
  const root = page.documentElement
  setOrDrop(root, 'theme', theme === 'system' ? null : theme)
  setOrDrop(root, 'density', density === 'default' ? null : density)
  setOrDrop(root, 'motion', motion === 'system' ? null : motion)
  root.style.setProperty('--font-scale', String(fontSize / 100))
  useDensity.setState({ density, fontSize })
  const remembered = [theme, density, motion, fontSize].join('.')
  // Contains nothing but these four words; the cookie is not the session.
  if (page.location.protocol === 'http:') page.cookie = `appearance=${remembered}; path=/; max-age=31536000; SameSite=Strict`
  else localStorage.setItem('appearance', remembered)
}

function setOrDrop(root: HTMLElement, name: string, value: string | null) {
  if (value === null) delete root.dataset[name]
  else root.dataset[name] = value
}
