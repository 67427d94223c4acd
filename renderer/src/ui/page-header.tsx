import { useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { usePageTitle } from './page-title.ts'

export interface PageHeaderProps {
  title: string
  /** What it is: "Routine". With it the window title reads "Routine · Acme — Wheelhouse". */
  kind?: string
  status?: ReactNode
  meta?: ReactNode
  actions?: ReactNode
  tabs?: ReactNode
}

/** The head of every page. After a change of page its h1 takes the focus, so that a screen reader hears where it is. */
export function PageHeader({ title, kind, status, meta, actions, tabs }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const page = useRouterState({ select: (state) => pageOf(state.location.pathname) })
  const shown = useRef<string | null>(null)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    // The first page of a visit keeps the focus where the browser put it.
    if (usePageTitle.getState().title !== '' && !overlayHasFocus()) heading.current?.focus({ preventScroll: true })
  }, [page])
  useEffect(() => {
    usePageTitle.setState({ page, title, kind })
  }, [page, kind, title])
  return (
    <header className="flex shrink-0 flex-col border-b border-line bg-surface px-6 pt-3.5">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex min-w-0 flex-[1_1_16rem] items-center gap-3">
          <h1
            ref={heading}
            tabIndex={-1}
            className="min-w-0 truncate rounded-control text-xl font-semibold tracking-tight outline-offset-4 focus:outline-none"
          >
            {title}
          </h1>
          {status && <div className="flex shrink-0 items-center">{status}</div>}
        </div>
        {actions && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
      </div>
      {meta && <div className="mt-0.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">{meta}</div>}
      {tabs ? <div className="mt-2">{tabs}</div> : <div className="h-3.5" />}
    </header>
  )
}

/** Tabs of one thing are one page: `/c/x/routines/y/runs` is `/c/x/routines/y`. */
function pageOf(pathname: string): string {
  return pathname.split('/').slice(0, 5).join('/')
}

/** A page that arrives late must not pull the focus out of the palette or a dialog opened meanwhile. */
function overlayHasFocus(): boolean {
  return document.activeElement?.closest('[role=dialog]:not([data-toast])') != null
}
