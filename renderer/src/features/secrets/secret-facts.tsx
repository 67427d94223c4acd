import type { Secret } from '#shared/contract/secrets.ts'
import { Copyable } from '../../ui/copy.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Card } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { maskedValue } from '../env/values.tsx'

/** What may be known of a secret without its value. */
export function SecretFacts({ secret }: { secret: Secret }) {
  return (
    <Card className="py-1">
      <KeyValue
        columns={2}
        items={[
          {
            label: 'Value',
            value: (
              <span className="flex items-baseline gap-2">
                <span aria-hidden className="tracking-wider text-faint">
                  {maskedValue}
                </span>
                <span className="text-sm text-muted">Write-only: rotate to replace it</span>
              </span>
            ),
          },
          { label: 'Last rotated', value: <Time at={secret.rotatedAt} /> },
          { label: 'Current version', value: <span className="font-mono text-sm">v{secret.version}</span> },
          { label: 'Last accessed', value: <Time at={secret.lastAccessedAt} empty="Never" /> },
          { label: 'Fingerprint', value: <Copyable value={secret.fingerprint} label="fingerprint" /> },
          { label: 'Created', value: <Time at={secret.createdAt} /> },
        ]}
      />
    </Card>
  )
}
