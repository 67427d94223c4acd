/** The places of the sidebar, the palette and the `g` keys: one list, so that none of the three has a dead entry. */
import { Bot, Building2, CalendarClock, FolderKanban, HeartPulse, KeyRound, type LucideIcon, Play, Settings } from 'lucide-react'
import type { LinkTarget } from '../ui/tab-links.tsx'

export interface Place {
  id: string
  label: string
  icon: LucideIcon
  /** Second key after `g`. */
  key: string
  /** Where it leads; places inside a company need one. */
  link: (companyId: string) => LinkTarget
  /** The path it stands for, for the highlight and the breadcrumb. */
  segment: string
}

const inCompany = (segment: 'agents' | 'projects' | 'routines' | 'runs' | 'secrets') => ({
  segment,
  link: (companyId: string): LinkTarget => ({ to: `/c/$companyId/${segment}`, params: { companyId } }),
})

export const companyPlaces: readonly Place[] = [
  { id: 'routines', label: 'Routines', icon: CalendarClock, key: 'r', ...inCompany('routines') },
  { id: 'runs', label: 'Runs', icon: Play, key: 'u', ...inCompany('runs') },
  { id: 'agents', label: 'Agents', icon: Bot, key: 'a', ...inCompany('agents') },
  { id: 'projects', label: 'Projects', icon: FolderKanban, key: 'p', ...inCompany('projects') },
  { id: 'secrets', label: 'Secrets', icon: KeyRound, key: 's', ...inCompany('secrets') },
]

export const globalPlaces: readonly Place[] = [
  { id: 'companies', label: 'All companies', icon: Building2, key: 'c', segment: 'companies', link: () => ({ to: '/companies' }) },
  { id: 'health', label: 'Health', icon: HeartPulse, key: 'h', segment: 'health', link: () => ({ to: '/health' }) },
  { id: 'settings', label: 'Settings', icon: Settings, key: ',', segment: 'settings', link: () => ({ to: '/settings' }) },
]

/** Names for the second segment of a company path. */
export function placeOf(pathname: string): Place | undefined {
  const [first, , third] = pathname.split('/').slice(1)
  return first === 'c' ? companyPlaces.find((place) => place.segment === third) : globalPlaces.find((place) => place.segment === first)
}
