import type { ReactElement } from 'react'
import type { EnvChange } from '#shared/contract/env.ts'
import type { FieldChange } from '#shared/contract/runs.ts'
import { Section } from '../../ui/section.tsx'
import { EnvChanges } from '../env/index.tsx'
import { FieldChanges } from './field-changes.tsx'

export interface DifferenceProps {
  fields: readonly FieldChange[]
  triggers?: readonly FieldChange[]
  env: readonly EnvChange[]
  beforeLabel: string
  afterLabel: string
  /** What is said when nothing differs at all. */
  equal: string
}

/** Everything that differs between two states of a routine, by part. A part without differences says so: silence could mean either. */
export function Difference({ fields, triggers = [], env, beforeLabel, afterLabel, equal }: DifferenceProps): ReactElement {
  const config = fields.length + triggers.length
  if (config + env.length === 0) return <p className="text-muted">{equal}</p>
  return (
    <>
      <Section title="Configuration and triggers">
        {config === 0 ? (
          <p className="text-muted">The same on both sides.</p>
        ) : (
          <FieldChanges fields={fields} triggers={triggers} beforeLabel={beforeLabel} afterLabel={afterLabel} />
        )}
      </Section>
      <Section title="Environment" description="Hidden values are told apart by fingerprint; none is shown.">
        {env.length === 0 ? (
          <p className="text-muted">The same on both sides.</p>
        ) : (
          <EnvChanges changes={env} beforeLabel={beforeLabel} afterLabel={afterLabel} />
        )}
      </Section>
    </>
  )
}
