import { Link, type LinkProps, useRouterState } from '@tanstack/react-router'
import { usePageTitle } from '../ui/page-title.ts'
import { useCompanyIdOrNull } from './params.ts'
import { placeOf } from './places.ts'

/** Where the page is, from the section down; the company before it is the switcher. */
export function Breadcrumb() {
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const companyId = useCompanyIdOrNull()
  const title = usePageTitle((state) => state.title)
  const place = placeOf(pathname)
  if (!place) return null
  const deeper = pathname.split('/').filter(Boolean).length > (companyId ? 3 : 1)
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center text-muted">
        <li aria-hidden className="px-1 text-faint">
          /
        </li>
        <li>
          <Link
            {...(place.link(companyId ?? '') as LinkProps)}
            aria-current={deeper ? undefined : 'page'}
            className="rounded-control px-1 py-1 hover:bg-hover hover:text-default"
          >
            {place.label}
          </Link>
        </li>
        {deeper && title && (
          <>
            <li aria-hidden className="px-1 text-faint">
              /
            </li>
            <li aria-current="page" className="max-w-72 truncate px-1 text-default">
              {title}
            </li>
          </>
        )}
      </ol>
    </nav>
  )
}
