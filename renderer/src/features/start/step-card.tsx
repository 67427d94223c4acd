import clsx from 'clsx'
import { type FormEvent, type ReactNode, useId } from 'react'
import { Button } from '../../ui/button.tsx'
import { ErrorLine } from '../../ui/error-line.tsx'
import { StatusGlyph } from '../../ui/status.tsx'

export interface StepCardProps {
  step: number
  title: string
  body: string
  /** Why it cannot be used yet; the form is not drawn then. */
  waiting?: string | undefined
  /** What came of it; replaces the form. */
  done?: ReactNode
  submitLabel: string
  submitDisabledReason?: string | undefined
  busy: boolean
  error: unknown
  onSubmit: () => void
  children: ReactNode
}

/** One step of an empty start: a short form that turns into its result. */
export function StepCard({ step, title, body, waiting, done, submitLabel, submitDisabledReason, busy, error, onSubmit, children }: StepCardProps) {
  const id = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy && !submitDisabledReason) onSubmit()
  }
  return (
    <li className={clsx('flex flex-col gap-3 rounded-card border border-line p-4', waiting ? 'bg-sunken' : 'bg-surface')} aria-labelledby={id}>
      <div className="flex items-center gap-2.5">
        {done ? (
          <StatusGlyph glyph="check" tone="ok" className="size-5" />
        ) : (
          <span aria-hidden className="grid size-5 place-items-center rounded-full border border-control text-xs font-medium tabular-nums">
            {step}
          </span>
        )}
        <h2 id={id} className="text-md font-semibold">
          {title}
        </h2>
      </div>
      <p className="text-muted">{body}</p>
      {waiting && <p className="text-sm text-muted">{waiting}</p>}
      {done}
      {!waiting && !done && (
        <form noValidate onSubmit={submit} className="flex flex-col gap-3">
          {children}
          {error ? <ErrorLine error={error} /> : null}
          <Button type="submit" variant="primary" size="lg" className="self-start" busy={busy} disabledReason={submitDisabledReason}>
            {submitLabel}
          </Button>
        </form>
      )}
    </li>
  )
}
