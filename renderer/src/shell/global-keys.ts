/** The keys that work on every page: `g` and a letter, ⌘/Ctrl and a digit for companies, Esc for one level up. */
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Company } from '#shared/contract/companies.ts'
import { addShortcut } from '../ui/shortcuts.ts'
import { useCompanies, useCurrentCompany, useGoToCompany } from './company.ts'
import { companyPlaces, globalPlaces } from './places.ts'
import { useChangeSettings, useSettings } from './settings.ts'

/** The address one level up: from a thing to its list. Null where there is no level above. */
export function oneLevelUp(pathname: string): string | null {
  const parts = pathname.split('/').filter(Boolean)
  if (parts[0] === 'c' && parts.length > 3) return `/${parts.slice(0, 3).join('/')}`
  return parts[0] === 'settings' && parts.length > 1 ? '/settings' : null
}

function overlayIsOpen(): boolean {
  return document.querySelector('[data-open]:not([data-toast])') !== null
}

export function useGlobalKeys() {
  const navigate = useNavigate()
  const router = useRouter()
  const companies = useCompanies()
  const company = useCurrentCompany()
  const goToCompany = useGoToCompany()
  const { sidebarCollapsed } = useSettings()
  const change = useChangeSettings()
  const latest = useRef({ company, sidebarCollapsed, change })
  useEffect(() => {
    latest.current = { company, sidebarCollapsed, change }
  })
  useEffect(() => {
    const go = (link: object) => void navigate(link as never)
    const undo = [
      ...companyPlaces.map(({ key, label, link }) =>
        addShortcut({ keys: `g ${key}`, label, group: 'Go to', run: () => latest.current.company && go(link(latest.current.company.id)) }),
      ),
      ...globalPlaces.map(({ key, label, link }) => addShortcut({ keys: `g ${key}`, label, group: 'Go to', run: () => go(link('')) })),
      addShortcut({ keys: 'mod+,', label: 'Settings', group: 'Go to', run: () => go({ to: '/settings' }) }),
      addShortcut({
        keys: 'mod+b',
        label: 'Fold the sidebar',
        group: 'Everywhere',
        run: () => latest.current.change({ sidebarCollapsed: !latest.current.sidebarCollapsed }),
      }),
      addShortcut({
        keys: 'esc',
        label: 'One level up',
        group: 'Everywhere',
        run: () => {
          const up = oneLevelUp(router.state.location.pathname)
          if (up && !overlayIsOpen()) go({ href: up })
        },
      }),
    ]
    return () => {
      for (const remove of undo) remove()
    }
  }, [navigate, router])
  useCompanyKeys(companies, goToCompany)
}

/** ⌘/Ctrl+1…9: the companies in the order of the switcher. */
function useCompanyKeys(companies: readonly Company[], goToCompany: (companyId: string) => void) {
  const latest = useRef(goToCompany)
  useEffect(() => {
    latest.current = goToCompany
  })
  useEffect(() => {
    const undo = companies
      .slice(0, 9)
      .map(({ id, name }, n) => addShortcut({ keys: `mod+${n + 1}`, label: name, group: 'Companies', run: () => latest.current(id) }))
    return () => {
      for (const remove of undo) remove()
    }
  }, [companies])
}
