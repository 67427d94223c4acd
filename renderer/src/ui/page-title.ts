import { create } from 'zustand'

/** What is on screen, as its page header says it: its name and what kind of thing it is. The breadcrumb and the window title show it. */
export const usePageTitle = create<{ title: string; kind: string | undefined }>(() => ({ title: '', kind: undefined }))
