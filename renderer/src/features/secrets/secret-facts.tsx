import type { ReactNode } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import { KeyValue } from '../../ui/key-value.tsx'
import { Card } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { maskedValue } from '../env/values.tsx'
import { kindWords } from './secret-words.ts'

/** What may be known of a secret without its value. */
export function SecretFacts({ secret }: { secret: Secret }) {
  const { rotateEveryDays, duplicates, externalRef } = secret
  return (
    <Card className="py-1">
      <KeyValue
        columns={2}
        items={[
          { label: 'Value', value: <WriteOnly managed={secret.managed} /> },
          { label: 'Last rotated', value: <Time at={secret.rotatedAt} /> },
          { label: 'Current version', value: <span className="font-mono text-sm">v{secret.version}</span> },
          {
            label: 'Rotation policy',
            value: rotateEveryDays === null ? <span className="text-faint">None</span> : `Every ${counted(rotateEveryDays, 'day')}`,
          },
          {
            label: 'Fingerprint',
            value: (
              <Beside note={duplicates > 0 && `${counted(duplicates, 'other secret')} ${duplicates === 1 ? 'holds' : 'hold'} the same value`}>
                {secret.fingerprint ? <Copyable value={secret.fingerprint} label="fingerprint" /> : <span className="text-faint">Never read</span>}
              </Beside>
            ),
          },
          { label: 'Expires', value: <Time at={secret.expiresAt} empty="Never" /> },
          {
            label: 'Kept by',
            value: <Beside note={!secret.managed && 'rotated there'}>{kindWords(secret)}</Beside>,
          },
          { label: 'Last accessed', value: <Time at={secret.lastAccessedAt} empty="Never" /> },
          ...(externalRef ? [{ label: 'Reference', value: <Copyable value={externalRef} label="reference" /> }] : []),
          {
            label: 'Created',
            value: (
              <Beside note={`by ${secret.createdBy}`}>
                <Time at={secret.createdAt} />
              </Beside>
            ),
          },
        ]}
      />
    </Card>
  )
}

function WriteOnly({ managed }: { managed: boolean }) {
  return (
    <span className="flex items-baseline gap-2">
      <span aria-hidden className="tracking-wider text-faint">
        {maskedValue}
      </span>
      <span className="text-sm text-muted">{managed ? 'Write-only: never shown or copied' : 'Read at the provider when a run starts.'}</span>
    </span>
  )
}

function Beside({ note, children }: { note: string | false; children: ReactNode }) {
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      {children}
      {note && <span className="truncate text-sm text-muted">{note}</span>}
    </span>
  )
}
