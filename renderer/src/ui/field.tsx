import { Field as Base } from '@base-ui/react/field'
import clsx from 'clsx'
import type { ReactNode } from 'react'

export interface FieldProps {
  label: string
  hint?: ReactNode
  /** What is wrong with the value and how to right it; linked to the control. */
  error?: ReactNode
  optional?: boolean
  hideLabel?: boolean
  className?: string
}

export const controlStyle =
  'w-full min-w-0 rounded-control border border-control bg-surface text-default placeholder:text-faint transition-colors duration-(--fast) focus:outline-2 focus:-outline-offset-1 focus:outline-accent data-invalid:border-danger data-disabled:border-line data-disabled:bg-sunken data-disabled:text-faint [&:is(input,textarea):read-only]:bg-sunken'

/** Label, hint and error round one Base UI control, linked by id. */
export function Field({ label, hint, error, optional, hideLabel, className, children }: FieldProps & { children: ReactNode }) {
  return (
    <Base.Root invalid={Boolean(error)} className={clsx('flex min-w-0 flex-col gap-1', className)}>
      <Base.Label className={hideLabel ? 'sr-only' : 'flex items-baseline gap-1.5 text-sm font-medium text-default'}>
        {label}
        {optional && <span className="font-normal text-faint">optional</span>}
      </Base.Label>
      {children}
      {error ? (
        <Base.Error match className="text-sm text-danger">
          {error}
        </Base.Error>
      ) : null}
      {hint ? <Base.Description className="text-sm text-muted">{hint}</Base.Description> : null}
    </Base.Root>
  )
}

/** Splits the props of a field from those of its control. */
export function splitField<P extends FieldProps>(props: P): [FieldProps, Omit<P, keyof FieldProps>] {
  const { label, hint, error, optional, hideLabel, className, ...rest } = props
  const field: FieldProps = { label, hint, error }
  if (optional !== undefined) field.optional = optional
  if (hideLabel !== undefined) field.hideLabel = hideLabel
  if (className !== undefined) field.className = className
  return [field, rest]
}
