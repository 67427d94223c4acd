import type { ErrorComponentProps } from '@tanstack/react-router'
import { ButtonLink } from '../ui/button-link.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Notice } from './notice.tsx'

/** A page that broke: the shell around it stays usable. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  return (
    <div className="grid flex-1 place-items-center">
      <ErrorState what="This page stopped working." error={error} onRetry={reset} />
    </div>
  )
}

/** An address that names no page. */
export function NotFoundPage() {
  return (
    <Notice title="No such page">
      <p>The address names nothing here. It may have been deleted, or the link was cut short.</p>
      <ButtonLink to="/companies" variant="primary">
        Go to all companies
      </ButtonLink>
    </Notice>
  )
}
