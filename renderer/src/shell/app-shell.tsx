import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { listenForShortcuts } from '../ui/shortcuts.ts'
import { Toasts } from '../ui/toast.tsx'
import { TooltipHost } from '../ui/tooltip.tsx'
import { useCompanies, useWindowTitle } from './company.ts'
import { ConnectionGate } from './connection-gate.tsx'
import { useGlobalKeys } from './global-keys.ts'
import { type OverlayName, Overlays } from './overlays.tsx'
import { useCompanyIdOrNull } from './params.ts'
import { useNoteRecentPages } from './recent-pages.ts'
import { useRememberRoute, useRestoreRoute } from './remember-route.ts'
import { useApplySettings } from './settings.ts'
import { Sidebar } from './sidebar.tsx'
import { StatusBar } from './status-bar.tsx'
import { TitleBar } from './title-bar.tsx'

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
  const [open, setOpen] = useState<OverlayName | null>(null)
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
            <SampleNote />
            <Outlet />
          </ConnectionGate>
        </main>
      </div>
      <StatusBar onHelp={() => setOpen('sheet')} />
      <Overlays open={open} onChange={setOpen} />
      <TooltipHost />
      <Toasts />
    </div>
  )
}

/** On every page of the sample company, so that made-up data is never taken for real. */
function SampleNote() {
  const shown = useCompanyIdOrNull()
  const isSample = useCompanies().some((company) => company.isSample && company.id === shown)
  return isSample ? (
    <Suspense>
      <SampleBanner />
    </Suspense>
  ) : null
}
