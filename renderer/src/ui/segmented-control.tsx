import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'
import { useId } from 'react'

export interface SegmentedControlProps<V extends string> {
  label: string
  value: V
  onChange: (value: V) => void
  options: readonly { value: V; label: string; icon?: LucideIcon }[]
  hideLabel?: boolean
  className?: string
}

/** One of two to five choices, all visible: a radio group in the shape of one bar. */
export function SegmentedControl<V extends string>({ label, value, onChange, options, hideLabel, className }: SegmentedControlProps<V>) {
  const id = useId()
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <span id={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </span>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => onChange(next as V)}
        className="inline-flex w-fit flex-wrap rounded-control border border-control/55 bg-sunken p-px contrast:border-control"
      >
        {options.map(({ value: option, label: text, icon: Icon }) => (
          <Radio.Root
            key={option}
            value={option}
            nativeButton
            render={<button type="button" />}
            className="flex h-6 items-center gap-1.5 rounded-[3px] px-2.5 text-base whitespace-nowrap text-muted transition-colors duration-(--fast) hover:text-default data-checked:bg-surface data-checked:font-medium data-checked:text-default data-checked:shadow-[0_0_0_1px_var(--border-control)] forced-colors:data-checked:bg-[Highlight] forced-colors:data-checked:text-[HighlightText]"
          >
            {Icon && <Icon aria-hidden className="size-3.5" strokeWidth={1.5} />}
            {text}
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  )
}
