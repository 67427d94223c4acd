import clsx from 'clsx'
import type { Secret } from '#shared/contract/secrets.ts'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import type { Column } from '../../ui/data-table.tsx'
import { StatusLabel } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { attentionRank, kindWords, overdue, secretState } from './secret-words.ts'

/** Columns of the vault's list; `now` is what ages are measured against, ms since 1970. */
export function secretColumns(now: number): Column<Secret>[] {
  return [
    {
      id: 'state',
      header: 'State',
      width: 160,
      grow: 0,
      cell: (secret) => <StatusLabel status={secretState(secret)} reason={secret.status === 'disabled' ? disabledWhy(secret) : null} />,
      sortValue: (secret) => `${attentionRank(secret)} ${secret.name.toLowerCase()}`,
    },
    {
      id: 'name',
      header: 'Secret',
      width: 165,
      grow: 2,
      cell: ({ name, description }) => (
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="max-w-full shrink-0 truncate font-medium">{name}</span>
          <span className="truncate text-sm text-faint">{description}</span>
        </span>
      ),
      sortValue: ({ name }) => name.toLowerCase(),
    },
    { id: 'kind', header: 'Kept by', width: 84, grow: 0, spare: 1, cell: kindWords, sortValue: kindWords },
    {
      id: 'version',
      header: 'Version',
      width: 68,
      grow: 0,
      align: 'end',
      cell: ({ version }) => <span className="font-mono text-sm">v{version}</span>,
      sortValue: ({ version }) => version,
    },
    { id: 'fingerprint', header: 'Fingerprint', width: 110, grow: 0, spare: 2, cell: (secret) => <Fingerprint {...secret} /> },
    {
      id: 'usedBy',
      header: 'Used by',
      width: 72,
      grow: 0,
      align: 'end',
      cell: ({ usedBy }) => (usedBy === 0 ? <span className="text-faint">Unused</span> : usedBy),
      sortValue: ({ usedBy }) => usedBy,
    },
    {
      id: 'rotated',
      header: 'Last rotated',
      width: 128,
      spare: 5,
      grow: 0,
      cell: (secret) => <Rotated secret={secret} now={now} />,
      sortValue: ({ rotatedAt }) => rotatedAt,
    },
    {
      id: 'expires',
      header: 'Expires',
      width: 88,
      spare: 3,
      grow: 0,
      cell: ({ expiresAt }) => <Time at={expiresAt} brief empty="—" className={clsx(expiresAt && expiresAt.getTime() < now && 'text-danger')} />,
      sortValue: ({ expiresAt }) => expiresAt,
    },
    {
      id: 'accessed',
      header: 'Last accessed',
      width: 108,
      spare: 4,
      grow: 0,
      cell: ({ lastAccessedAt }) => <Time at={lastAccessedAt} brief empty="Never" />,
      sortValue: ({ lastAccessedAt }) => lastAccessedAt,
    },
  ]
}

function disabledWhy({ statusReason, statusBy }: Secret): string | null {
  return [statusReason, statusBy && `by ${statusBy}`].filter(Boolean).join(' · ') || null
}

function Fingerprint({ fingerprint, duplicates }: Secret) {
  if (fingerprint === '') return <span className="text-faint">Never read</span>
  const same = `${counted(duplicates, 'other secret')} ${duplicates === 1 ? 'holds' : 'hold'} the same value`
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <Copyable value={fingerprint} label="fingerprint" floating />
      {duplicates > 0 && (
        <span className="text-sm whitespace-nowrap text-warn" title={same}>
          ×{duplicates + 1}
          <span className="sr-only"> {same}</span>
        </span>
      )}
    </span>
  )
}

/** The age, and whether the policy allows it. */
function Rotated({ secret, now }: { secret: Secret; now: number }) {
  const late = overdue(secret, now)
  return (
    <span className={clsx('flex min-w-0 items-baseline gap-1.5', late && 'text-warn')}>
      <Time at={secret.rotatedAt} brief />
      {secret.rotateEveryDays !== null && <span className={clsx('truncate text-sm', !late && 'text-faint')}>/ {secret.rotateEveryDays} d</span>}
    </span>
  )
}
