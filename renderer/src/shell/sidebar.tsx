import { Link, type LinkProps } from '@tanstack/react-router'
import clsx from 'clsx'
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import type { Company } from '#shared/contract/companies.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { useCurrentCompany } from './company.ts'
import { useNarrow } from './narrow.ts'
import { companyPlaces, globalPlaces, type Place } from './places.ts'
import { useChangeSettings, useSettings } from './settings.ts'

/** The main navigation: 216 px, or 48 px of icons. */
export function Sidebar() {
  const { sidebarCollapsed } = useSettings()
  const narrow = useNarrow()
  const folded = narrow || sidebarCollapsed
  const change = useChangeSettings()
  const company = useCurrentCompany()
  return (
    <nav aria-label="Main" className={clsx('flex shrink-0 flex-col gap-px border-r border-line bg-sunken p-2', folded ? 'w-12' : 'w-54')}>
      {company && companyPlaces.map((place) => <PlaceLink key={place.id} place={place} company={company} folded={folded} />)}
      {company && <span aria-hidden className="mx-2 my-2 h-px bg-(--border-line)" />}
      {globalPlaces.map((place) => (
        <PlaceLink key={place.id} place={place} company={undefined} folded={folded} />
      ))}
      <div className="flex-1" />
      {!narrow && (
        <IconButton
          icon={folded ? PanelLeftOpen : PanelLeftClose}
          label={folded ? 'Unfold the sidebar' : 'Fold the sidebar'}
          shortcut="mod+b"
          size="md"
          className={folded ? 'self-center' : 'self-end'}
          onClick={() => change({ sidebarCollapsed: !folded })}
        />
      )}
    </nav>
  )
}

/** What needs a person, never decoration: failed runs for Runs. */
function attention(place: Place, company: Company | undefined): string | null {
  const failed = company?.counts.failedRuns24h ?? 0
  return place.id === 'runs' && failed > 0 ? `${failed} failed in the last 24 hours` : null
}

function PlaceLink({ place, company, folded }: { place: Place; company: Company | undefined; folded: boolean }) {
  const { icon: Icon, label } = place
  const notice = attention(place, company)
  const link = (
    <Link
      {...(place.link(company?.id ?? '') as LinkProps)}
      activeOptions={{ includeSearch: false }}
      aria-label={folded ? (notice ? `${label}: ${notice}` : label) : undefined}
      className={clsx(
        'relative flex h-7 items-center gap-2.5 rounded-control text-muted transition-colors duration-(--fast) hover:bg-hover hover:text-default',
        'aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-default aria-[current=page]:[&>svg]:text-accent',
        'contrast:aria-[current=page]:outline-1 contrast:aria-[current=page]:-outline-offset-1 forced-colors:aria-[current=page]:outline-1',
        folded ? 'justify-center' : 'px-2',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.5} />
      {!folded && <span className="flex-1 truncate">{label}</span>}
      {notice && !folded && (
        <span title={notice} className="rounded-full bg-danger-bg px-1.5 text-xs font-medium text-danger tabular-nums">
          <span className="sr-only">{notice}</span>
          <span aria-hidden>{company?.counts.failedRuns24h}</span>
        </span>
      )}
      {notice && folded && <span aria-hidden className="absolute top-1 right-1 size-1.5 rounded-full bg-danger" />}
    </Link>
  )
  return folded ? (
    <Tooltip text={label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}
