import { type RefObject, useState } from 'react'
import type { Generate } from '#shared/contract/secrets.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { Select } from '../../ui/select.tsx'
import { alphabetWords, bitsOf, strengthWords } from './strength.ts'
import { ValueField } from './value-field.tsx'

/** A value as it is being given. It lives in the state of an open dialog and nowhere else. */
export interface NewValue {
  how: 'given' | 'generate'
  value: string
  origin: 'typed' | 'pasted'
  policy: { length: number | null; alphabet: Generate['alphabet'] }
}

export const noValue: NewValue = { how: 'given', value: '', origin: 'typed', policy: { length: 32, alphabet: 'alphanumeric' } }

export function useNewValue() {
  return useState<NewValue>(noValue)
}

/** What the contract takes: a value and how it got here, or how to generate one. */
export function valueInput({ how, value, origin, policy }: NewValue) {
  return how === 'given' ? { value, origin } : { generate: { length: policy.length ?? 32, alphabet: policy.alphabet } }
}

/** Why it cannot be saved yet. */
export function valueMissing({ how, value, policy }: NewValue): string | undefined {
  if (how === 'given') return value === '' ? 'Give the value first.' : undefined
  return policy.length === null || policy.length < 8 || policy.length > 256 ? 'Choose a length between 8 and 256.' : undefined
}

export interface NewValueFieldsProps {
  label: string
  given: NewValue
  onChange: (given: NewValue) => void
  error?: string | undefined
  inputRef?: RefObject<HTMLTextAreaElement | null>
}

/** A value to type or paste, or the policy of one that the host makes and shows to nobody. */
export function NewValueFields({ label, given, onChange, error, inputRef }: NewValueFieldsProps) {
  const edit = (patch: Partial<NewValue>) => onChange({ ...given, ...patch })
  return (
    <div className="flex flex-col gap-3">
      <SegmentedControl
        label="Source"
        hideLabel
        value={given.how}
        onChange={(how) => edit({ how, value: '' })}
        options={[
          { value: 'given', label: 'Type or paste' },
          { value: 'generate', label: 'Generate' },
        ]}
      />
      {given.how === 'given' ? (
        <ValueField
          label={label}
          value={given.value}
          onChange={(value) => edit({ value, ...(value === '' ? { origin: 'typed' } : {}) })}
          onPasted={(value) => edit({ value, origin: 'pasted' })}
          error={error}
          {...(inputRef ? { inputRef } : {})}
        />
      ) : (
        <Policy policy={given.policy} onChange={(policy) => edit({ policy })} />
      )}
    </div>
  )
}

function Policy({ policy, onChange }: { policy: NewValue['policy']; onChange: (policy: NewValue['policy']) => void }) {
  const known = policy.length === null ? null : { length: policy.length, alphabet: policy.alphabet }
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-[10rem_1fr] gap-3">
        <NumberField label="Length" value={policy.length} min={8} max={256} onChange={(length) => onChange({ ...policy, length })} />
        <Select
          label="Characters"
          value={policy.alphabet}
          onChange={(alphabet) => onChange({ ...policy, alphabet })}
          options={Object.entries(alphabetWords).map(([value, words]) => ({ value: value as Generate['alphabet'], ...words }))}
        />
      </div>
      <p role="status" className={known && bitsOf(known) < 64 ? 'text-sm text-warn' : 'text-sm text-muted'}>
        {known && strengthWords(known)}
      </p>
      <p className="text-sm text-muted">Made on this computer, sealed at once and shown to nobody, you included. Runs get it by name.</p>
    </div>
  )
}
