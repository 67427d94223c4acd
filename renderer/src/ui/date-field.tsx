import { Field as Base } from '@base-ui/react/field'
import clsx from 'clsx'
import { controlStyle, Field, type FieldProps, splitField } from './field.tsx'

export interface DateFieldProps extends FieldProps {
  /** `2026-11-21`, or empty. */
  value: string
  onChange: (value: string) => void
}

/** A day of the calendar, by the browser's own picker. */
export function DateField(props: DateFieldProps) {
  const [field, { value, onChange }] = splitField(props)
  return (
    <Field {...field}>
      <Base.Control type="date" value={value} onValueChange={(next) => onChange(String(next))} className={clsx(controlStyle, 'h-8 px-2.5 text-md')} />
    </Field>
  )
}
