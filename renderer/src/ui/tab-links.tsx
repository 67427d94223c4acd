import { Link, type LinkProps } from '@tanstack/react-router'

/** Where a link goes, in the router's own terms. */
export type LinkTarget = Pick<LinkProps, 'to' | 'params' | 'search'>

export interface TabLinksProps {
  label: string
  tabs: readonly { link: LinkTarget; label: string; count?: number }[]
}

/** The tabs of one thing as links, so that each has an address, opens in a new window and survives a reload. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav aria-label={label} className="-mb-px flex gap-4">
      {tabs.map((tab) => (
        <Link
          key={tab.label}
          {...(tab.link as LinkProps)}
          activeOptions={{ exact: true, includeSearch: false }}
          className="flex h-8 items-center gap-1.5 border-b-2 border-transparent text-base text-muted transition-colors duration-(--fast) hover:text-default aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-default"
        >
          {tab.label}
          {tab.count !== undefined && <span className="rounded-full bg-sunken px-1.5 text-xs text-muted tabular-nums">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  )
}
