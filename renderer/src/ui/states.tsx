import type { LucideIcon } from 'lucide-react'
import { RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { errorDetails, friendlyError } from '../rpc/friendly-error.ts'
import { Button } from './button.tsx'
import { StatusGlyph } from './status.tsx'
import { formatClock } from './time-format.ts'
import { toast } from './toast.tsx'

export interface EmptyStateProps {
  icon?: LucideIcon
  title: string
  /** One sentence on what this is. */
  body: ReactNode
  action?: ReactNode
  secondary?: ReactNode
}

/** Nothing here yet: what this is, one way to start, and perhaps the sample. */
export function EmptyState({ icon: Icon, title, body, action, secondary }: EmptyStateProps) {
  return (
    <div data-testid="state-empty" className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-14 text-center">
      {Icon && <Icon aria-hidden className="mb-1 size-7 text-faint" strokeWidth={1.25} />}
      <h2 className="text-lg font-semibold">{title}</h2>
      <p className="text-muted text-balance">{body}</p>
      {(action || secondary) && (
        <div className="mt-3 flex flex-wrap justify-center gap-2">
          {action}
          {secondary}
        </div>
      )}
    </div>
  )
}

/** Nothing matches: names the filters in force and takes them away. */
export function FilteredEmpty({ filters, onClear }: { filters: readonly string[]; onClear: () => void }) {
  return (
    <div data-testid="state-filtered" className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-14 text-center">
      <p className="text-muted">
        Nothing matches <span className="font-medium text-default">{filters.join(' · ')}</span>.
      </p>
      <Button onClick={onClear}>Clear filters</Button>
    </div>
  )
}

export interface ErrorStateProps {
  /** What failed: "Couldn't load routines." */
  what: string
  error: unknown
  onRetry?: () => void
}

/** A failed read: what, why, what to do; the code comes second. */
export function ErrorState({ what, error, onRetry }: ErrorStateProps) {
  const { code, what: cause, action } = friendlyError(error)
  const copy = () =>
    navigator.clipboard.writeText(errorDetails(what, error)).then(
      () => toast.done('Details copied.'),
      () => toast.failed("Couldn't copy. The clipboard is not available."),
    )
  return (
    <div role="alert" data-testid="state-error" className="mx-auto flex max-w-lg flex-col items-center gap-2 px-6 py-14 text-center">
      <StatusGlyph glyph="cross" tone="danger" className="size-6" />
      <h2 className="text-lg font-semibold">{what}</h2>
      <p className="text-muted text-balance">
        {cause} {action} <span className="font-mono text-sm text-faint">({code})</span>
      </p>
      <div className="mt-3 flex gap-2">
        {onRetry && (
          <Button icon={RefreshCw} variant="primary" onClick={onRetry}>
            Retry
          </Button>
        )}
        <Button onClick={() => void copy()}>Copy details</Button>
      </div>
    </div>
  )
}

/** What is on screen is not fresh: how old it is and that a connection is being sought. */
export function StaleBanner({ lastUpdated, attempt }: { lastUpdated: Date | null; attempt?: number }) {
  return (
    <p
      role="status"
      data-testid="state-stale"
      className="flex items-center gap-2 border-b border-warn-border bg-warn-bg px-4 py-1 text-sm text-warn tabular-nums"
    >
      <StatusGlyph glyph="alert" tone="warn" className="size-3.5" />
      {lastUpdated ? `Last updated ${formatClock(lastUpdated)}` : 'Not loaded yet'} · reconnecting{attempt ? ` (attempt ${attempt})` : ''}
    </p>
  )
}
