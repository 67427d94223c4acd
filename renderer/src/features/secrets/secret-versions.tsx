import type { Secret } from '#shared/contract/secrets.ts'
import { Badge } from '../../ui/badge.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusLabel } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import type { SecretVersion } from './reach.ts'
import { onDate, originWords, versionState } from './secret-words.ts'
import { useVersionVerbs } from './version-verbs.tsx'

const columns: Column<SecretVersion>[] = [
  {
    id: 'version',
    header: 'Version',
    width: 116,
    grow: 0,
    cell: ({ version, current }) => (
      <span className="flex items-center gap-2">
        <span className="font-mono text-sm">v{version}</span>
        {current && <Badge tone="ok">Current</Badge>}
      </span>
    ),
    sortValue: ({ version }) => version,
  },
  { id: 'state', header: 'State', width: 260, grow: 3, cell: (version) => <State version={version} /> },
  {
    id: 'fingerprint',
    header: 'Fingerprint',
    width: 150,
    spare: 1,
    grow: 1,
    cell: ({ fingerprint, sameAs }) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <Copyable value={fingerprint} label="fingerprint" floating />
        {sameAs !== null && <span className="truncate text-sm text-muted">same value as v{sameAs}</span>}
      </span>
    ),
  },
  {
    id: 'pinned',
    header: 'Pinned by',
    width: 84,
    grow: 0,
    align: 'end',
    cell: ({ pinnedBy }) => pinnedBy || <span className="text-faint">0</span>,
  },
  {
    id: 'created',
    header: 'Added',
    width: 170,
    grow: 1,
    cell: ({ createdAt, createdBy, origin }) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <Time at={createdAt} brief className="shrink-0" />
        <span className="truncate text-sm text-muted">
          {originWords[origin]} by {createdBy}
        </span>
      </span>
    ),
    sortValue: ({ createdAt }) => createdAt,
  },
]

/** The word, until when it holds, and why it is so. */
function State({ version }: { version: SecretVersion }) {
  const { state, disableAt, destroyAt, stateReason, stateBy, stateAt } = version
  const why = [stateReason, stateBy && `by ${stateBy}`].filter(Boolean).join(' · ')
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <StatusLabel status={versionState(version)} className="shrink-0" />
      {destroyAt && state !== 'destroyed' && <span className="shrink-0 tabular-nums">{onDate(destroyAt)}</span>}
      {disableAt && state === 'enabled' && <span className="shrink-0 tabular-nums">{onDate(disableAt)}</span>}
      {state !== 'enabled' && !destroyAt && stateAt && <Time at={stateAt} brief className="text-muted" />}
      {why && state !== 'enabled' && (
        <span className="truncate text-sm text-muted" title={why}>
          {why}
        </span>
      )}
    </span>
  )
}

/** Every version that was ever saved, newest first, with what can be done to each. */
export function SecretVersions({ secret, versions }: { secret: Secret; versions: SecretVersion[] }) {
  const verbs = useVersionVerbs(secret)
  return (
    <Section title="Versions" description="A version is never changed, only added to. “latest” comes to the current one.">
      <DataTable
        label="Versions"
        rows={versions}
        columns={columns}
        rowId={({ version }) => String(version)}
        rowLabel={({ version }) => `v${version}`}
        defaultSort={{ id: 'version', desc: true }}
        rowActions={verbs.items}
        maxHeight={320}
      />
      {verbs.dialog}
    </Section>
  )
}
