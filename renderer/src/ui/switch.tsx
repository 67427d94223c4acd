import { Switch as Base } from '@base-ui/react/switch'
import clsx from 'clsx'
import { type ReactNode, useId } from 'react'
import { Tooltip } from './tooltip.tsx'

export interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  hideLabel?: boolean
  hint?: ReactNode
  busy?: boolean
  disabledReason?: string | undefined
  className?: string
}

/** Turns one thing on or off at once. The whole 24 px line is the target. */
export function Switch({ label, checked, onChange, hideLabel, hint, busy = false, disabledReason, className }: SwitchProps) {
  const id = useId()
  const control = (
    <Base.Root
      checked={checked}
      onCheckedChange={(next) => !disabledReason && !busy && onChange(next)}
      aria-labelledby={`${id}-label`}
      aria-describedby={disabledReason ? `${id}-reason` : hint ? `${id}-hint` : undefined}
      aria-disabled={Boolean(disabledReason) || undefined}
      aria-busy={busy || undefined}
      className="group grid h-6 w-8 shrink-0 place-items-center rounded-control"
    >
      <span className="flex h-4 w-7 items-center rounded-full border border-control bg-sunken p-px transition-colors duration-(--fast) group-data-checked:border-accent group-data-checked:bg-accent group-aria-disabled:opacity-50 forced-colors:group-data-checked:bg-[Highlight]">
        <Base.Thumb className="size-3 rounded-full bg-(--border-control) transition-[translate,background-color] duration-(--fast) data-checked:translate-x-3 data-checked:bg-on-accent forced-colors:bg-[ButtonText]" />
      </span>
    </Base.Root>
  )
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI renders the input inside
    <label className={clsx('flex w-fit items-start gap-2', className)}>
      {disabledReason ? <Tooltip text={disabledReason}>{control}</Tooltip> : control}
      <span className={hideLabel ? 'sr-only' : 'pt-0.5'}>
        <span id={`${id}-label`}>{label}</span>
        {hint && (
          <span id={`${id}-hint`} className="block text-sm text-muted">
            {hint}
          </span>
        )}
        {disabledReason && (
          <span id={`${id}-reason`} hidden>
            {disabledReason}
          </span>
        )}
      </span>
    </label>
  )
}
