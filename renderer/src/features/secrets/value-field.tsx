import { Field as Base } from '@base-ui/react/field'
import clsx from 'clsx'
import { type Ref, useRef, useState } from 'react'
import { tooShortToMask, tooShortToMaskSentence } from '#shared/domain/redaction.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { controlStyle, Field } from '../../ui/field.tsx'
import { blanksAround } from './blanks.ts'

export interface ValueFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** Told instead of `onChange` when the text was pasted. */
  onPasted?: (value: string) => void
  error?: string | undefined
  inputRef?: Ref<HTMLTextAreaElement>
}

/**
 * Takes a secret value: masked while typed, never filled in, spelled or remembered by the browser. Not a password
 * field, because those drop line breaks and keys come as several lines.
 */
export function ValueField({ label, value, onChange, onPasted, error, inputRef }: ValueFieldProps) {
  const pasting = useRef(false)
  const [shown, setShown] = useState(false)
  const blanks = blanksAround(value)
  return (
    <div className="flex flex-col gap-1.5">
      <Field
        label={label}
        error={error}
        hint="Typed or pasted, line breaks included. Once saved it is encrypted, never shown again and never copied."
      >
        <Base.Control
          value={value}
          onPaste={() => {
            pasting.current = true
          }}
          onValueChange={(next) => {
            const tell = pasting.current && onPasted ? onPasted : onChange
            pasting.current = false
            tell(String(next))
          }}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          render={<textarea ref={inputRef} rows={3} />}
          className={clsx(controlStyle, 'resize-y px-2.5 py-1.5 font-mono text-base', !shown && '[-webkit-text-security:disc]')}
        />
      </Field>
      {value !== '' && tooShortToMask(value) && (
        <p role="status" className="text-sm text-warn">
          {tooShortToMaskSentence}
        </p>
      )}
      <div className="flex min-h-7 items-center gap-3">
        <Checkbox label="Show while typing" checked={shown} onChange={setShown} />
        {blanks && (
          <span role="status" className="ml-auto flex items-center gap-2 text-sm text-warn">
            {blanks}
            <Button size="sm" onClick={() => onChange(value.trim())}>
              Remove it
            </Button>
          </span>
        )}
      </div>
    </div>
  )
}
