import { create } from 'zustand'

export interface PageTitle {
  /** Path of the page that this is the title of. */
  page: string
  title: string
  kind: string | undefined
}

/** What is on screen, as its page header says it: its name and what kind of thing it is. The breadcrumb and the window title show it. */
export const usePageTitle = create<PageTitle>(() => ({ page: '', title: '', kind: undefined }))
