import type { ReactElement } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { counted } from '../../ui/counted.ts'
import { LayerTag } from '../env/index.tsx'

/** The environment as this run was given it: frozen at its start, names and versions only. */
export function EnvReceipt({ run }: { run: Run }): ReactElement {
  const { env } = run
  return (
    <section aria-labelledby="receipt-title" className="flex flex-col gap-1.5">
      <h2 id="receipt-title" className="flex items-baseline gap-2 text-md font-semibold">
        Environment <span className="text-sm font-normal text-muted">{env.length > 0 && counted(env.length, 'key')}</span>
      </h2>
      {env.length === 0 ? (
        <p className="text-muted">{noKeys(run)}</p>
      ) : (
        <ul className="flex flex-col">
          {env.map((entry) => (
            <li key={entry.key} className="flex flex-col gap-0.5 border-b border-line py-1.5 last:border-b-0">
              <span className="flex items-baseline justify-between gap-2">
                <span className="min-w-0 font-mono text-sm break-all">{entry.key}</span>
                <LayerTag layer={entry.layer} />
              </span>
              <span className="text-sm text-muted">{entry.kind === 'plain' ? 'Plain value' : <SecretUsed entry={entry} />}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function noKeys({ startedAt, status }: Run): string {
  if (startedAt) return 'This run was given no keys.'
  return status === 'queued' ? 'Fixed when the run starts.' : 'This run ended before it was given any.'
}

function SecretUsed({ entry: { secretName, version, fingerprint } }: { entry: Run['env'][number] }) {
  return (
    <>
      {secretName ?? 'Secret deleted since'}
      {version !== null && ` v${version}`}
      {fingerprint && <span className="font-mono"> · {fingerprint}</span>}
    </>
  )
}
