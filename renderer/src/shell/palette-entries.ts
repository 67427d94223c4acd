/** What the palette offers: where one can go, what the page can do, where one was, and the settings worth a keystroke. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Clock, KeyRound, type LucideIcon, Monitor, Moon, Rows3, Sun, Variable, Zap } from 'lucide-react'
import { useMemo } from 'react'
import type { SearchHit } from '#shared/contract/system.ts'
import { useRpc } from '../rpc/provider.tsx'
import { useShortcutRegistry } from '../ui/shortcuts.ts'
import { useCompanies, useCurrentCompany, useGoToCompany } from './company.ts'
import { companyPlaces, globalPlaces } from './places.ts'
import { useRecentPages } from './recent-pages.ts'
import { useChangeSettings } from './settings.ts'

export interface PaletteEntry {
  id: string
  group: 'Go to' | 'Act' | 'Recent' | 'Settings'
  label: string
  detail?: string
  icon: LucideIcon
  shortcut?: string
  run: () => void
}

const pathOfNoun: Record<Exclude<SearchHit['noun'], 'env key' | 'company'>, string> = {
  project: 'projects',
  agent: 'agents',
  routine: 'routines',
  run: 'runs',
  secret: 'secrets',
}
const icons = Object.fromEntries(companyPlaces.map((place) => [place.id, place.icon])) as Record<string, LucideIcon>

/** The address of what a search found; an env key is where it is defined. */
export function pathOfHit({ noun, id, companyId, owner }: SearchHit): string {
  if (noun === 'company') return `/c/${companyId}/routines`
  if (noun !== 'env key') return `/c/${companyId}/${pathOfNoun[noun]}/${id}`
  return owner ? `/c/${companyId}/${pathOfNoun[owner.noun]}/${owner.id}${owner.noun === 'routine' ? '/secrets' : ''}` : `/c/${companyId}/routines`
}

function iconOfHit({ noun }: SearchHit): LucideIcon {
  if (noun === 'env key') return Variable
  return noun === 'company' ? (globalPlaces[0]?.icon ?? Clock) : (icons[pathOfNoun[noun]] ?? KeyRound)
}

/** The entries for a query, best first; all of the fixed ones when it is empty. */
export function usePaletteEntries(query: string): readonly PaletteEntry[] {
  const words = query.trim().toLowerCase()
  const places = usePlaceEntries()
  const found = useFoundEntries(query.trim())
  const verbs = useVerbEntries()
  const recent = useRecentEntries()
  const settings = useSettingEntries()
  return useMemo(() => {
    const fits = ({ label, detail }: PaletteEntry) => words.split(/\s+/).every((word) => `${label} ${detail ?? ''}`.toLowerCase().includes(word))
    if (!words) return [...recent, ...verbs, ...places, ...settings]
    return [...found, ...[...places, ...verbs, ...settings].filter(fits)].toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
  }, [words, places, found, verbs, recent, settings])
}
const order = ['Go to', 'Act', 'Recent', 'Settings']

function usePlaceEntries(): PaletteEntry[] {
  const navigate = useNavigate()
  const company = useCurrentCompany()
  const companies = useCompanies()
  const goToCompany = useGoToCompany()
  const places = [...(company ? companyPlaces : []), ...globalPlaces].map(
    ({ id, label, icon, key, link }): PaletteEntry => ({
      id: `place-${id}`,
      group: 'Go to',
      label,
      icon,
      shortcut: `g ${key}`,
      run: () => void navigate(link(company?.id ?? '') as never),
    }),
  )
  const others = companies
    .filter(({ id }) => id !== company?.id)
    .map(
      ({ id, name }): PaletteEntry => ({
        id: `company-${id}`,
        group: 'Go to',
        label: name,
        detail: 'Company',
        icon: globalPlaces[0]?.icon ?? Clock,
        run: () => goToCompany(id),
      }),
    )
  return [...places, ...others]
}

function useFoundEntries(query: string): PaletteEntry[] {
  const rpc = useRpc()
  const navigate = useNavigate()
  const { data } = useQuery(
    rpc.system.search.queryOptions({
      input: { query },
      enabled: query.length > 0,
      placeholderData: keepPreviousData,
      staleTime: 5_000,
      gcTime: 60_000,
    }),
  )
  if (!query) return []
  return (data ?? []).map((hit) => ({
    id: `hit-${hit.noun}-${hit.id}-${hit.title}`,
    group: 'Go to',
    label: hit.title,
    detail: hit.noun === 'env key' ? `env key of ${hit.subtitle}` : hit.subtitle,
    icon: iconOfHit(hit),
    run: () => void navigate({ href: pathOfHit(hit) } as never),
  }))
}

function useVerbEntries(): PaletteEntry[] {
  const shortcuts = useShortcutRegistry((registry) => registry.shortcuts)
  return shortcuts
    .filter(({ group }) => group === 'This page')
    .map(({ keys, label, run }) => ({
      id: `verb-${keys}`,
      group: 'Act',
      label,
      icon: Zap,
      shortcut: keys,
      run: () => run(new KeyboardEvent('keydown')),
    }))
}

function useRecentEntries(): PaletteEntry[] {
  const navigate = useNavigate()
  return useRecentPages((state) => state.pages)
    .slice(1, 6)
    .map(({ href, title }) => ({ id: `recent-${href}`, group: 'Recent', label: title, icon: Clock, run: () => void navigate({ href } as never) }))
}

function useSettingEntries(): PaletteEntry[] {
  const change = useChangeSettings()
  const entry = (id: string, label: string, icon: LucideIcon, to: Parameters<typeof change>[0]): PaletteEntry => ({
    id: `setting-${id}`,
    group: 'Settings',
    label,
    icon,
    run: () => change(to),
  })
  return [
    entry('light', 'Use the light theme', Sun, { theme: 'light' }),
    entry('dark', 'Use the dark theme', Moon, { theme: 'dark' }),
    entry('system', 'Follow the theme of the system', Monitor, { theme: 'system' }),
    entry('compact', 'Use compact rows', Rows3, { density: 'compact' }),
    entry('default', 'Use default rows', Rows3, { density: 'default' }),
    entry('comfortable', 'Use comfortable rows', Rows3, { density: 'comfortable' }),
    entry('relative', 'Show times as relative', Clock, { timeDisplay: 'relative' }),
    entry('local', 'Show times in local time', Clock, { timeDisplay: 'local' }),
    entry('utc', 'Show times in UTC', Clock, { timeDisplay: 'utc' }),
  ]
}
