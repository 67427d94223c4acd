/** The pages of this visit, latest first, for the palette. */
import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { create } from 'zustand'
import { usePageTitle } from '../ui/page-title.ts'
import { placeOf } from './places.ts'

export interface RecentPage {
  href: string
  title: string
}

export const useRecentPages = create<{ pages: readonly RecentPage[] }>(() => ({ pages: [] }))

/** Notes every page that is shown, once its header has said what it is called. */
export function useNoteRecentPages() {
  const href = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? '' })
  const title = usePageTitle((state) => state.title)
  useEffect(() => {
    const place = placeOf(href)
    if (!place || !title) return
    const named = place.label === title ? title : `${place.label}: ${title}`
    useRecentPages.setState(({ pages }) => ({ pages: [{ href, title: named }, ...pages.filter((page) => page.href !== href)].slice(0, 12) }))
  }, [href, title])
}
