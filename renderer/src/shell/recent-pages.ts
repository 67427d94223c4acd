/** The pages of this visit, latest first, for the palette. */
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
  const { page, title } = usePageTitle()
  useEffect(() => {
    const place = placeOf(page)
    if (!place) return
    const named = place.label === title ? title : `${place.label}: ${title}`
    useRecentPages.setState(({ pages }) => ({ pages: [{ href: page, title: named }, ...pages.filter(({ href }) => href !== page)].slice(0, 12) }))
  }, [page, title])
}
