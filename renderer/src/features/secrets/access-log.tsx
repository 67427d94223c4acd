import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { SecretAccess } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Code } from '../../ui/code.tsx'
import { counted } from '../../ui/counted.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { StatusGlyph } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { envKeyOf } from './binding-link.ts'

function Outcome({ outcome, code }: SecretAccess) {
  const failed = outcome === 'failure'
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 align-middle">
      <StatusGlyph glyph={failed ? 'cross' : 'check'} tone={failed ? 'danger' : 'ok'} />
      {failed ? 'Refused' : 'Resolved'}
      {code && <span className="truncate font-mono text-sm text-faint">{code}</span>}
    </span>
  )
}

const columns: Column<SecretAccess>[] = [
  { id: 'at', header: 'When', width: 150, grow: 0, cell: ({ at }) => <Time at={at} /> },
  { id: 'outcome', header: 'Outcome', grow: 1, cell: (access) => <Outcome {...access} /> },
  { id: 'actor', header: 'By', grow: 1, cell: ({ actor }) => <span className="truncate">{actor}</span> },
  {
    id: 'run',
    header: 'Run',
    width: 80,
    grow: 0,
    cell: ({ runNumber }) => (runNumber === null ? <span className="text-faint">—</span> : `#${runNumber}`),
  },
  { id: 'key', header: 'Key', grow: 1, cell: ({ configPath }) => <Code className="truncate">{envKeyOf(configPath)}</Code> },
  {
    id: 'version',
    header: 'Version',
    width: 80,
    grow: 0,
    align: 'end',
    cell: ({ version }) => <span className="font-mono text-sm">{version === null ? '—' : `v${version}`}</span>,
  },
]

/** Who resolved the secret, newest first, refusals included. A row leads to its run. */
export function AccessLog({ companyId, secretId }: { companyId: string; secretId: string }) {
  const navigate = useNavigate()
  const log = useInfiniteQuery(
    useRpc().secrets.access.infiniteOptions({
      input: (cursor: string | undefined) => ({ companyId, secretId, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  )
  const total = log.data?.pages[0]?.total
  return (
    <Section title="Access log" description={total ? `${counted(total, 'entry', 'entries')}, newest first` : undefined}>
      <QueryView
        query={log}
        what="the access log"
        loading={<SkeletonBlock label="Access log" lines={4} />}
        isEmpty={({ pages }) => pages[0]?.total === 0}
        empty={<p className="text-muted">Nobody has resolved it yet. Every run that gets it, or is refused it, will be listed here.</p>}
      >
        {({ pages }) => (
          <DataTable
            label="Access log"
            rows={pages.flatMap((page) => page.items)}
            columns={columns}
            rowId={({ id }) => id}
            rowLabel={({ actor, runNumber }) => (runNumber === null ? actor : `Run ${runNumber}`)}
            onOpen={({ runId }) => runId && void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId, runId } })}
            total={total}
            onEndReached={() => log.hasNextPage && !log.isFetchingNextPage && void log.fetchNextPage()}
            loadingMore={log.isFetchingNextPage}
            maxHeight={420}
          />
        )}
      </QueryView>
    </Section>
  )
}
