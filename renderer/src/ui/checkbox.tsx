import { Checkbox as Base } from '@base-ui/react/checkbox'
import clsx from 'clsx'
import { Check, Minus } from 'lucide-react'

export interface CheckboxProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  indeterminate?: boolean
  hideLabel?: boolean
  disabled?: boolean
  /** Out of the tab order, for grids that move focus themselves. */
  tabIndex?: number
  className?: string
}

/** A check box with its label; the label is part of the target. */
export function Checkbox({ label, checked, onChange, indeterminate = false, hideLabel, disabled, tabIndex, className }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI renders the input inside
    <label className={clsx('inline-flex min-h-6 items-center gap-2', className)}>
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        indeterminate={indeterminate}
        disabled={disabled}
        // Not `undefined`: that would take the box out of the tab order.
        {...(tabIndex === undefined ? {} : { tabIndex })}
        aria-label={hideLabel ? label : undefined}
        className="grid size-4 shrink-0 place-items-center rounded-[3px] border border-control bg-surface data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent"
      >
        <Base.Indicator className="text-on-accent">
          {indeterminate ? <Minus aria-hidden className="size-3" strokeWidth={3} /> : <Check aria-hidden className="size-3" strokeWidth={3} />}
        </Base.Indicator>
      </Base.Root>
      {!hideLabel && <span>{label}</span>}
    </label>
  )
}
