import { NumberField as Base } from '@base-ui/react/number-field'
import { Minus, Plus } from 'lucide-react'
import { Field, type FieldProps, splitField } from './field.tsx'

export interface NumberFieldProps extends FieldProps {
  value: number | null
  onChange: (value: number | null) => void
  min?: number
  max?: number
  step?: number
  /** Shown behind the number: `s`, `%`. */
  unit?: string
  disabled?: boolean
}

const stepStyle = 'grid w-7 shrink-0 place-items-center text-muted hover:bg-hover hover:text-default data-disabled:text-faint'

/** A number with steppers; out-of-range text is reported, never clamped in silence. */
export function NumberField(props: NumberFieldProps) {
  const [field, { value, onChange, min, max, step = 1, unit, disabled }] = splitField(props)
  const outside = value !== null && ((min !== undefined && value < min) || (max !== undefined && value > max))
  const range = outside ? `Between ${min ?? '−∞'} and ${max ?? '∞'}.` : undefined
  return (
    <Field {...field} error={field.error ?? range}>
      <Base.Root
        value={value}
        onValueChange={onChange}
        allowOutOfRange
        step={step}
        disabled={disabled}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
      >
        <Base.Group className="flex h-8 w-full overflow-hidden rounded-control border border-control bg-surface focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent data-invalid:border-danger data-disabled:bg-sunken">
          <Base.Decrement className={stepStyle}>
            <Minus aria-hidden className="size-3.5" />
          </Base.Decrement>
          <Base.Input className="w-full min-w-0 border-x border-line bg-transparent px-2 text-md tabular-nums outline-none" />
          {unit && <span className="grid place-items-center pr-2 pl-1 text-muted">{unit}</span>}
          <Base.Increment className={stepStyle}>
            <Plus aria-hidden className="size-3.5" />
          </Base.Increment>
        </Base.Group>
      </Base.Root>
    </Field>
  )
}
