import { useNavigate } from '@tanstack/react-router'
import { Building2, ChevronsUpDown } from 'lucide-react'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { useCompanies, useCurrentCompany, useGoToCompany } from './company.ts'

/** Names the company in view and switches to another. */
export function CompanySwitcher() {
  const companies = useCompanies()
  const company = useCurrentCompany()
  const go = useGoToCompany()
  const navigate = useNavigate()
  const items: MenuItem[] = companies.map(({ id, name, counts }, index) => ({
    label: name,
    onSelect: () => go(id),
    ...(counts.failedRuns24h > 0 ? { detail: `${counts.failedRuns24h} failed` } : {}),
    ...(index < 9 ? { shortcut: `mod+${index + 1}` } : {}),
  }))
  if (items.length > 0) items.push('separator')
  items.push({ label: 'All companies', icon: Building2, onSelect: () => void navigate({ to: '/companies' } as never), shortcut: 'g c' })
  return (
    <Menu
      items={items}
      trigger={
        <button
          type="button"
          aria-label={company ? `Company ${company.name}, switch` : 'Choose a company'}
          className="flex h-7 max-w-56 min-w-0 items-center gap-2 rounded-control px-1.5 font-medium hover:bg-hover data-popup-open:bg-hover"
        >
          <span aria-hidden className="grid size-5 shrink-0 place-items-center rounded-[3px] bg-accent-bg text-xs font-semibold text-accent">
            {company ? [...company.name][0]?.toUpperCase() : <Building2 className="size-3.5" strokeWidth={1.5} />}
          </span>
          <span className="truncate">{company?.name ?? 'Wheelhouse'}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint" />
        </button>
      }
    />
  )
}
