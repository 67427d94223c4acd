import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { counted, figure } from '../../ui/counted.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Menu } from '../../ui/menu.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Section } from '../../ui/section.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { FilteredEmpty } from '../../ui/states.tsx'
import { accessColumns, companyAccessColumns } from './access-columns.tsx'
import { useTrailCheck } from './check-trail.tsx'
import { type AccessLogState, type LogAction, type LogOutcome, type LogSpan, useAccessLog } from './use-access-log.ts'

const actions: SelectOption<LogAction>[] = [
  { value: 'any', label: 'Any action' },
  { value: 'resolve', label: 'Resolved by runs' },
  { value: 'change', label: 'Changes' },
  { value: 'reveal', label: 'Revealed' },
]
const outcomes: SelectOption<LogOutcome>[] = [
  { value: 'any', label: 'Any outcome' },
  { value: 'success', label: 'Done' },
  { value: 'failure', label: 'Denied' },
]
const spans: SelectOption<LogSpan>[] = [
  { value: 'all', label: 'Any time' },
  { value: '24', label: 'Last 24 hours' },
  { value: '168', label: 'Last 7 days' },
  { value: '720', label: 'Last 30 days' },
]

interface AccessLogProps {
  companyId: string
  /** The one secret it is about; left out, the whole company's vault. */
  secret?: { id: string; name: string }
}

/** Who resolved, revealed or changed what or was denied it, newest first. A row leads to its run. */
export function AccessLog({ companyId, secret }: AccessLogProps) {
  const navigate = useNavigate()
  const state = useAccessLog(companyId, secret?.id)
  const trail = useTrailCheck(companyId)
  const { log } = state
  const total = log.data?.pages[0]?.total
  const filters = filterWords(state)
  return (
    <Section
      title={secret ? 'Access log' : 'Entries'}
      description={<Aggregates companyId={companyId} secretId={secret?.id} />}
      actions={<Actions state={state} name={secret?.name ?? 'vault'} check={trail.button} />}
    >
      {trail.verdict}
      <Filters state={state} found={total} />
      <QueryView
        query={log}
        what="the access log"
        loading={<SkeletonBlock label="Access log" lines={4} />}
        isEmpty={({ pages }) => pages[0]?.total === 0}
        empty={
          filters.length > 0 ? (
            <FilteredEmpty filters={filters} onClear={state.clear} />
          ) : (
            <p className="text-muted">
              Nobody has resolved {secret ? 'it' : 'a secret'} yet. Every run that gets one, or is denied it, will be listed here.
            </p>
          )
        }
      >
        {({ pages }) => (
          <DataTable
            label="Access log"
            rows={pages.flatMap((page) => page.items)}
            columns={secret ? accessColumns : companyAccessColumns}
            rowId={(entry) => entry.id}
            rowLabel={({ actor, runNumber }) => (runNumber === null ? actor : `Run ${runNumber}`)}
            onOpen={({ runId }) => runId && void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId, runId } })}
            total={total}
            onEndReached={() => log.hasNextPage && !log.isFetchingNextPage && void log.fetchNextPage()}
            loadingMore={log.isFetchingNextPage}
            {...(secret ? { maxHeight: 420 } : {})}
          />
        )}
      </QueryView>
    </Section>
  )
}

function filterWords({ text, action, outcome, span }: AccessLogState): string[] {
  const label = <V extends string>(options: SelectOption<V>[], value: V) => options.find((option) => option.value === value)?.label ?? value
  return [
    ...(text ? [`“${text}”`] : []),
    ...(action === 'any' ? [] : [label(actions, action)]),
    ...(outcome === 'any' ? [] : [label(outcomes, outcome)]),
    ...(span === 'all' ? [] : [label(spans, span)]),
  ]
}

/** How often it was resolved in the last 24 hours, by how many, and how often that was denied. */
function Aggregates({ companyId, secretId }: { companyId: string; secretId: string | undefined }) {
  const summary = useQuery(useRpc().secrets.accessSummary.queryOptions({ input: { companyId, ...(secretId ? { secretId } : {}) } }))
  if (!summary.data) return <span>Newest first</span>
  const { resolved, routines, denied } = summary.data
  return (
    <span>
      Resolved {figure(resolved)} {resolved === 1 ? 'time' : 'times'} in 24 hours by {counted(routines, 'routine')}
      {denied > 0 ? <span className="text-danger">, denied {figure(denied)} times</span> : ', never denied'}
    </span>
  )
}

function Actions({ state, name, check }: { state: AccessLogState; name: string; check: ReactNode }) {
  return (
    <div className="flex shrink-0 gap-2">
      {check}
      <Menu
        align="end"
        trigger={<Button icon={Download}>Export</Button>}
        items={[
          { label: 'As CSV', onSelect: () => state.save(name, 'csv') },
          { label: 'As JSON Lines', onSelect: () => state.save(name, 'jsonl') },
        ]}
      />
    </div>
  )
}

function Filters({ state, found }: { state: AccessLogState; found: number | undefined }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField
        label="Filter the access log"
        placeholder="Actor, routine or reason"
        className="w-56"
        value={state.text}
        onChange={state.setText}
      />
      <Select label="Action" hideLabel size="md" className="w-40" value={state.action} onChange={state.setAction} options={actions} />
      <Select label="Outcome" hideLabel size="md" className="w-32" value={state.outcome} onChange={state.setOutcome} options={outcomes} />
      <Select label="When" hideLabel size="md" className="w-36" value={state.span} onChange={state.setSpan} options={spans} />
      <span role="status" className="ml-auto text-sm text-muted tabular-nums">
        {found !== undefined && counted(found, 'entry', 'entries')}
      </span>
    </div>
  )
}
