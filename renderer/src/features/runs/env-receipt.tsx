import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { EnvChange } from '#shared/contract/env.ts'
import type { Run } from '#shared/contract/runs.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { counted } from '../../ui/counted.ts'
import { LayerTag } from '../env/index.tsx'

/** The environment as this run was given it: frozen at its start, names and versions only. */
export function EnvReceipt({ run }: { run: Run }): ReactElement {
  const { env } = run
  const changes = useChangesSince(run)
  const added = changes.filter(({ change }) => change === 'added')
  return (
    <section aria-labelledby="receipt-title" className="flex flex-col gap-1.5">
      <h2 id="receipt-title" className="flex items-baseline gap-2 text-md font-semibold">
        Environment <span className="text-sm font-normal text-muted">{env.length > 0 && counted(env.length, 'key')}</span>
      </h2>
      {changes.length > 0 && <p className="text-sm text-warn">Differs from now: {counted(changes.length, 'key')}</p>}
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
              <span className="text-sm text-muted">{entry.kind === 'plain' ? plainWords(entry) : <SecretUsed entry={entry} />}</span>
              <Since change={changes.find(({ key }) => key === entry.key)} />
            </li>
          ))}
          {added.map(({ key }) => (
            <li key={key} className="flex flex-col gap-0.5 border-b border-line py-1.5 last:border-b-0">
              <span className="min-w-0 font-mono text-sm break-all text-muted">{key}</span>
              <span className="text-sm text-warn">Added since</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** What the same routine would get now in another way; nothing for a run that was given no environment. */
function useChangesSince({ companyId, id, startedAt }: Run): EnvChange[] {
  const rpc = useRpc()
  const { data } = useQuery(rpc.runs.envNow.queryOptions({ input: { companyId, id }, enabled: startedAt !== null }))
  return data ?? []
}

const visibilityWords = { visible: 'Plain value', masked: 'Masked value', write_only: 'Write-only value' } as const

function plainWords({ visibility, fingerprint }: Run['env'][number]) {
  return (
    <>
      {visibilityWords[visibility ?? 'visible']}
      {fingerprint && <span className="font-mono"> · {fingerprint}</span>}
    </>
  )
}

/** How one key differs from what it would be now, in words. */
function Since({ change }: { change: EnvChange | undefined }) {
  if (!change) return null
  return <span className="text-sm text-warn">{sinceWords(change)}</span>
}

function sinceWords({ change, after }: EnvChange): string {
  const version = after?.version ? ` v${after.version}` : ''
  switch (change) {
    case 'removed':
      return 'Removed since'
    case 'kind_changed':
      return after?.kind === 'secret' ? `Now the secret ${after.secretName ?? 'that is gone'}` : 'Now a plain value'
    case 're_pointed':
      return `Now the secret ${after?.secretName ?? 'that is gone'}`
    case 're_versioned':
      return `Now${version || ' another version'}`
    case 'same_value':
      return `Now${version}, with the same value`
    case 'moved_layer':
      return `Now from the ${after?.layer}`
    case 'visibility_changed':
      return 'Visible in another way now'
    default:
      return 'Another value now'
  }
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
