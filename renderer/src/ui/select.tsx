import { Select as Base } from '@base-ui/react/select'
import clsx from 'clsx'
import { Check, ChevronsUpDown } from 'lucide-react'
import { controlStyle, Field, type FieldProps, splitField } from './field.tsx'
import { optionStyle, popupStyle } from './overlay-style.ts'

export interface SelectOption<V extends string> {
  value: V
  label: string
  detail?: string
  disabled?: boolean
}

export interface SelectProps<V extends string> extends FieldProps {
  value: V | null
  onChange: (value: V) => void
  options: readonly SelectOption<V>[]
  placeholder?: string
  size?: 'md' | 'lg'
  disabled?: boolean
}

/** One of a few fixed choices; for more than about fifteen use Combobox. */
export function Select<V extends string>(props: SelectProps<V>) {
  const [field, { value, onChange, options, placeholder = 'Choose…', size = 'lg', disabled }] = splitField(props)
  return (
    <Field {...field}>
      <Base.Root items={options} value={value} onValueChange={(next) => next !== null && onChange(next)} disabled={disabled}>
        <Base.Trigger
          className={clsx(controlStyle, 'flex items-center justify-between gap-2 px-2.5 text-left', size === 'lg' ? 'h-8 text-md' : 'h-7 text-base')}
        >
          <Base.Value className="truncate data-placeholder:text-faint">
            {(current: V | null) => options.find((option) => option.value === current)?.label ?? placeholder}
          </Base.Value>
          <Base.Icon>
            <ChevronsUpDown aria-hidden className="size-3.5 text-muted" />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
            <Base.Popup className={popupStyle}>
              <Base.List>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} disabled={option.disabled} className={optionStyle}>
                    <span className="w-4">
                      <Base.ItemIndicator>
                        <Check aria-hidden className="size-4 text-accent" />
                      </Base.ItemIndicator>
                    </span>
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.detail && <span className="ml-auto pl-3 text-sm text-muted">{option.detail}</span>}
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Field>
  )
}
