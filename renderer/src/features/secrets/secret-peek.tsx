import { useDeferredValue } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { KeyValue } from '../../ui/key-value.tsx'
import { useDelayed } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { Outage } from './blast-list.tsx'
import { kindWords, needWords } from './secret-words.ts'

/** What somebody would open a secret's page for: what it needs, how old it is, and who would miss it. */
export function SecretPeek({ row }: { row: Secret }) {
  const shown = useDeferredValue(row)
  return (
    <>
      <section className="flex min-w-0 flex-col gap-1">
        <h3 className="text-sm font-medium text-muted">State</h3>
        {shown.needs.map((need) => (
          <p key={need}>
            <span className="font-medium">{needWords[need].word}.</span> {needWords[need].detail}
          </p>
        ))}
        {shown.status === 'disabled' && <p>Disabled{shown.statusReason && `: ${shown.statusReason}`}</p>}
        {shown.needs.length === 0 && shown.status === 'active' && <p>Nothing to do.</p>}
      </section>
      <KeyValue
        items={[
          { label: 'Kept by', value: kindWords(shown) },
          { label: 'Current version', value: <span className="font-mono text-sm">v{shown.version}</span> },
          { label: 'Last rotated', value: <Time at={shown.rotatedAt} /> },
          { label: 'Last accessed', value: <Time at={shown.lastAccessedAt} empty="Never" /> },
        ]}
      />
      <section className="flex min-w-0 flex-col gap-1">
        <h3 className="text-sm font-medium text-muted">Without it</h3>
        <Missed key={shown.id} secret={shown} />
      </section>
    </>
  )
}

/** Read only when somebody stays on the row: moving through a list asks the host nothing. */
function Missed({ secret }: { secret: Secret }) {
  const stayed = useDelayed(150)
  return stayed ? <Outage secret={secret} lasting="while it cannot be read" /> : <p className="text-faint">Reading…</p>
}
