import { Combobox as Base } from '@base-ui/react/combobox'
import clsx from 'clsx'
import { Check, ChevronsUpDown, X } from 'lucide-react'
import { controlStyle, Field, type FieldProps, splitField } from './field.tsx'
import { optionStyle, popupStyle } from './overlay-style.ts'

export interface ComboboxOption {
  value: string
  label: string
  detail?: string
  /** Other words that find it, such as a city or an offset. */
  keywords?: string
}

export interface ComboboxProps extends FieldProps {
  value: string | null
  onChange: (value: string | null) => void
  options: readonly ComboboxOption[]
  placeholder?: string
  emptyText?: string
  clearable?: boolean
  disabled?: boolean
}

/** The most matches listed at once: enough to scan, few enough to render without a stutter. */
const shown = 100

function matches(option: ComboboxOption, query: string): boolean {
  const haystack = `${option.label} ${option.detail ?? ''} ${option.keywords ?? ''}`.toLowerCase().replaceAll('_', ' ')
  return query
    .toLowerCase()
    .replaceAll('_', ' ')
    .split(/\s+/)
    .every((word) => haystack.includes(word))
}

/** One of many choices, found by typing. */
export function Combobox(props: ComboboxProps) {
  const [field, { value, onChange, options, placeholder = 'Search…', emptyText = 'Nothing matches.', clearable = false, disabled }] =
    splitField(props)
  const selected = options.find((option) => option.value === value) ?? null
  return (
    <Field {...field}>
      <Base.Root
        items={options}
        value={selected}
        onValueChange={(next: ComboboxOption | null) => (next || clearable) && onChange(next?.value ?? null)}
        itemToStringLabel={(option: ComboboxOption) => option.label}
        isItemEqualToValue={(a: ComboboxOption, b: ComboboxOption) => a.value === b.value}
        filter={matches}
        limit={shown}
        autoHighlight
        disabled={disabled}
      >
        <div className="relative">
          <Base.Input placeholder={placeholder} className={clsx(controlStyle, 'h-8 pr-14 pl-2.5 text-md')} />
          <div className="absolute inset-y-0 right-1 flex items-center text-muted">
            {clearable && (
              <Base.Clear aria-label="Clear" className="grid size-6 place-items-center rounded-control hover:bg-hover">
                <X aria-hidden className="size-3.5" />
              </Base.Clear>
            )}
            <Base.Trigger aria-label="Show choices" className="grid size-6 place-items-center rounded-control hover:bg-hover">
              <ChevronsUpDown aria-hidden className="size-3.5" />
            </Base.Trigger>
          </div>
        </div>
        <Base.Portal>
          <Base.Positioner sideOffset={4} className="z-50">
            <Base.Popup className={clsx(popupStyle, 'max-h-80 w-(--anchor-width)')}>
              <Base.Empty className="px-2 py-1.5 text-muted empty:hidden">{emptyText}</Base.Empty>
              <Base.List>
                {(option: ComboboxOption) => (
                  <Base.Item key={option.value} value={option} className={optionStyle}>
                    <span className="w-4 shrink-0">
                      <Base.ItemIndicator>
                        <Check aria-hidden className="size-4 text-accent" />
                      </Base.ItemIndicator>
                    </span>
                    <span className="truncate">{option.label}</span>
                    {option.detail && <span className="ml-auto shrink-0 pl-3 text-sm text-muted tabular-nums">{option.detail}</span>}
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Field>
  )
}
