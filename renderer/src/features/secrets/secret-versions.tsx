import { useMemo } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import type { SecretBinding, SecretVersion } from './reach.ts'

/** Version numbers that hold the same value as a later one, by the later one's number. */
export function repeatsOf(versions: readonly SecretVersion[]): Map<number, number> {
  const first = new Map<string, number>()
  const repeats = new Map<number, number>()
  for (const { version, fingerprint } of versions.toSorted((a, b) => a.version - b.version)) {
    const earlier = first.get(fingerprint)
    if (earlier === undefined) first.set(fingerprint, version)
    else repeats.set(version, earlier)
  }
  return repeats
}

function columnsFor(versions: readonly SecretVersion[], bindings: readonly SecretBinding[]): Column<SecretVersion>[] {
  const repeats = repeatsOf(versions)
  const pinned = (version: number) => bindings.filter((binding) => binding.version === version).length
  return [
    {
      id: 'version',
      header: 'Version',
      width: 140,
      grow: 0,
      cell: ({ version, current }) => (
        <span className="flex items-center gap-2">
          <span className="font-mono text-sm">v{version}</span>
          {current && <Badge tone="ok">Current</Badge>}
        </span>
      ),
      sortValue: ({ version }) => version,
    },
    {
      id: 'fingerprint',
      header: 'Fingerprint',
      grow: 2,
      cell: ({ version, fingerprint }) => (
        <span className="flex min-w-0 items-baseline gap-2">
          <Copyable value={fingerprint} label="fingerprint" />
          {repeats.has(version) && <span className="text-sm text-muted">same value as v{repeats.get(version)}</span>}
        </span>
      ),
    },
    {
      id: 'pinned',
      header: 'Pinned by',
      width: 90,
      grow: 0,
      align: 'end',
      cell: ({ version }) => pinned(version) || <span className="text-faint">0</span>,
    },
    { id: 'by', header: 'Added by', width: 140, grow: 0, cell: ({ createdBy }) => <span className="truncate text-muted">{createdBy}</span> },
    {
      id: 'created',
      header: 'Added',
      width: 150,
      grow: 0,
      cell: ({ createdAt }) => <Time at={createdAt} />,
      sortValue: ({ createdAt }) => createdAt,
    },
  ]
}

/** Every version that was ever saved, newest first. */
export function SecretVersions({ versions, bindings }: { versions: SecretVersion[]; bindings: SecretBinding[] }) {
  const columns = useMemo(() => columnsFor(versions, bindings), [versions, bindings])
  return (
    <Section title="Versions">
      <DataTable
        label="Versions"
        rows={versions}
        columns={columns}
        rowId={({ version }) => String(version)}
        rowLabel={({ version }) => `v${version}`}
        defaultSort={{ id: 'version', desc: true }}
        maxHeight={320}
      />
    </Section>
  )
}
