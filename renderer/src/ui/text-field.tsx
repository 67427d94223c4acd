import { Field as Base } from '@base-ui/react/field'
import clsx from 'clsx'
import type { HTMLInputAutoCompleteAttribute, KeyboardEvent, Ref } from 'react'
import { controlStyle, Field, type FieldProps, splitField } from './field.tsx'

interface TextProps extends FieldProps {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  /** Set in the monospaced face, with spelling help off. */
  mono?: boolean
  disabled?: boolean
  readOnly?: boolean
  autoFocus?: boolean
  onBlur?: () => void
}

export interface TextFieldProps extends TextProps {
  type?: 'text' | 'password' | 'search' | 'url'
  autoComplete?: HTMLInputAutoCompleteAttribute
  onEnter?: () => void
  inputRef?: Ref<HTMLInputElement>
}

export interface TextAreaProps extends TextProps {
  rows?: number
  inputRef?: Ref<HTMLTextAreaElement>
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const [field, { value, onChange, mono, onEnter, inputRef, type = 'text', autoComplete = 'off', ...rest }] = splitField(props)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' || !onEnter || event.nativeEvent.isComposing) return
    event.preventDefault()
    onEnter()
  }
  return (
    <Field {...field}>
      <Base.Control
        ref={inputRef}
        type={type}
        value={value}
        onValueChange={(next) => onChange(String(next))}
        onKeyDown={onKeyDown}
        autoComplete={autoComplete}
        spellCheck={!mono && type === 'text'}
        className={clsx(controlStyle, 'h-8 px-2.5', mono ? 'font-mono text-base' : 'text-md')}
        {...rest}
      />
    </Field>
  )
}

/** Several lines of text; grows with what is typed, up to a limit, and by dragging its corner. */
export function TextArea(props: TextAreaProps) {
  const [field, { value, onChange, mono, inputRef, rows = 3, ...rest }] = splitField(props)
  return (
    <Field {...field}>
      <Base.Control
        value={value}
        onValueChange={(next) => onChange(String(next))}
        render={<textarea ref={inputRef} rows={rows} spellCheck={!mono} />}
        className={clsx(controlStyle, 'field-sizing-content max-h-80 resize-y px-2.5 py-1.5', mono ? 'font-mono text-base' : 'text-md')}
        {...rest}
      />
    </Field>
  )
}
