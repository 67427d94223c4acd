import type { Secret } from '#shared/contract/secrets.ts'
import { Copyable } from '../../ui/copy.tsx'
import type { Column } from '../../ui/data-table.tsx'
import { SecretStatusLabel } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

export const secretColumns: Column<Secret>[] = [
  {
    id: 'status',
    header: 'State',
    width: 120,
    grow: 0,
    cell: ({ status }) => <SecretStatusLabel status={status} />,
    sortValue: ({ status }) => status,
  },
  {
    id: 'name',
    header: 'Secret',
    width: 200,
    grow: 2,
    cell: ({ name, description }) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="max-w-full shrink-0 truncate font-medium">{name}</span>
        <span className="truncate text-sm text-faint">{description}</span>
      </span>
    ),
    sortValue: ({ name }) => name.toLowerCase(),
  },
  {
    id: 'version',
    header: 'Version',
    width: 80,
    grow: 0,
    align: 'end',
    cell: ({ version }) => <span className="font-mono text-sm">v{version}</span>,
    sortValue: ({ version }) => version,
  },
  {
    id: 'fingerprint',
    header: 'Fingerprint',
    width: 130,
    grow: 0,
    spare: 1,
    cell: ({ fingerprint }) => <Copyable value={fingerprint} label="fingerprint" />,
  },
  {
    id: 'usedBy',
    header: 'Used by',
    width: 90,
    grow: 0,
    align: 'end',
    cell: ({ usedBy }) => (usedBy === 0 ? <span className="text-faint">Unused</span> : usedBy),
    sortValue: ({ usedBy }) => usedBy,
  },
  {
    id: 'rotated',
    header: 'Last rotated',
    width: 150,
    spare: 2,
    grow: 0,
    cell: ({ rotatedAt }) => <Time at={rotatedAt} />,
    sortValue: ({ rotatedAt }) => rotatedAt,
  },
  {
    id: 'accessed',
    header: 'Last accessed',
    width: 150,
    grow: 0,
    cell: ({ lastAccessedAt }) => <Time at={lastAccessedAt} empty="Never" />,
    sortValue: ({ lastAccessedAt }) => lastAccessedAt,
  },
]
