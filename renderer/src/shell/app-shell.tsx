import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { listenForShortcuts, useShortcut } from '../ui/shortcuts.ts'
import { Toasts } from '../ui/toast.tsx'
import { TooltipHost } from '../ui/tooltip.tsx'
import { useCurrentCompany, useWindowTitle } from './company.ts'
import { ConnectionGate } from './connection-gate.tsx'
import { useGlobalKeys } from './global-keys.ts'
import { useCompanyIdOrNull, useCompanyIdOrNull } from './params.ts'
import { useNoteRecentPages } from './recent-pages.ts'
import { useRememberRoute, useRestoreRoute } from './remember-route.ts'
import { useApplySettings } from './settings.ts'
import { Sidebar } from './sidebar.tsx'
import { StatusBar } from './status-bar.tsx'
import { TitleBar } from './title-bar.tsx'

const loadPalette = () => import('./palette.tsx')
const loadSheet = () => import('./shortcut-sheet.tsx')
const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })))
const SampleBanner = lazy(() => import('../features/companies/sample-banner.tsx').then((module) => ({ default: module.SampleBanner })))
const ShortcutSheet = lazy(() => loadSheet().then((module) => ({ default: module.ShortcutSheet })))
const SampleBanner = lazy(() => import('../features/companies/sample-banner.tsx').then((module) => ({ default: module.SampleBanner })))

/** The window: title bar, sidebar, page, status bar, and what exists once for all pages. */
export function AppShell() {
  useApplySettings()
  useRestoreRoute()
  useRememberRoute()
  useNoteRecentPages()
  useGlobalKeys()
  useWindowTitle()
  useEffect(() => listenForShortcuts(window), [])
  const shown = useCompanyIdOrNull()
  const showsSample = useCompanies().some(({ id, isSample }) => isSample && id === shown)
  const [open, setOpen] = useState<'palette' | 'sheet' | null>(null)
  const toggle = (what: 'palette' | 'sheet') => setOpen((now) => (now === what ? null : what))
  useShortcut('mod+k', 'Search and commands', () => toggle('palette'), { group: 'Everywhere' })
  useShortcut('?', 'Keyboard shortcuts', () => toggle('sheet'), { group: 'Everywhere' })
  useEffect(() => {
    // Out of the first chunk, but here before the first ⌘K.
    const timer = setTimeout(() => void Promise.all([loadPalette(), loadSheet()]), 800)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[36px_minmax(0,1fr)_24px] bg-canvas">
      <a
        href="#content"
        className="absolute top-1 left-1 z-80 -translate-y-16 rounded-control bg-accent px-3 py-1.5 text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      <TitleBar onSearch={() => setOpen('palette')} />
      <div className="flex min-h-0">
        <Sidebar />
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <ConnectionGate>
            <Suspense>{showsSample && <SampleBanner />}</Suspense>
            <Outlet />
          </ConnectionGate>
        </main>
      </div>
      <StatusBar onHelp={() => setOpen('sheet')} />
      <Suspense>
        {open === 'palette' && <Palette onClose={() => setOpen(null)} />}
        {open === 'sheet' && <ShortcutSheet onClose={() => setOpen(null)} />}
      </Suspense>
      <TooltipHost />
      <Toasts />
    </div>
  )
}

/** On every page of the sample company, so that made-up data is never taken for real. */
function SampleNote() {
  const shown = useCompanyIdOrNull() !== null
  const company = useCurrentCompany()
  if (!shown || !company?.isSample) return null
  return (
    <Suspense>
      <SampleBanner />
    </Suspense>
  )
}
