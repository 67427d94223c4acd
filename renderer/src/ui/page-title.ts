import { create } from 'zustand'

/** The name of the thing on screen, as its page header says it; the breadcrumb shows it. */
export const usePageTitle = create<{ title: string }>(() => ({ title: '' }))
