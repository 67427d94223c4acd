import type { Run } from '#shared/contract/runs.ts'
import type { Column } from '../../ui/data-table.tsx'
import { Duration, LiveDuration } from '../../ui/duration.tsx'
import { RunStatusLabel } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { configName, costWords, envName, isActive, queuedFor, sourceWords, whyEnded } from './run-words.ts'

/** @param withRoutine false on a page that is about one routine already */
export function runColumns(withRoutine: boolean): Column<Run>[] {
  const routine: Column<Run> = {
    id: 'routine',
    header: 'Routine',
    width: 140,
    grow: 2,
    cell: (run) => <span className="truncate font-medium">{run.routineName}</span>,
  }
  return [
    { id: 'status', header: 'Status', width: 126, grow: 0, cell: (run) => <RunStatusLabel status={run.status} className="flex!" /> },
    { id: 'number', header: '#', width: 64, grow: 0, align: 'end', cell: (run) => <span className="tabular-nums">{run.number}</span> },
    ...(withRoutine ? [routine] : []),
    { id: 'source', header: 'Trigger', width: 104, grow: 0, spare: 3, cell: (run) => sourceWords(run) },
    { id: 'started', header: 'Started', width: 150, grow: 0, cell: (run) => <Time at={run.startedAt} empty={isActive(run) ? 'Not yet' : 'Never'} /> },
    { id: 'waited', header: 'Queued for', width: 90, grow: 0, spare: 1, align: 'end', cell: (run) => <Waited run={run} /> },
    { id: 'duration', header: 'Duration', width: 96, grow: 0, align: 'end', cell: (run) => <Took run={run} /> },
    { id: 'config', header: 'Config', width: 64, grow: 0, spare: 2, align: 'end', cell: (run) => <Quiet>{configName(run)}</Quiet> },
    { id: 'env', header: 'Env', width: 52, grow: 0, spare: 3, align: 'end', cell: (run) => <Quiet>{envName(run)}</Quiet> },
    { id: 'cost', header: 'Cost', width: 72, grow: 0, spare: 2, align: 'end', cell: (run) => <Quiet>{costWords(run)}</Quiet> },
    { id: 'reason', header: 'Why it ended', width: 160, grow: 2, cell: (run) => <span className="truncate text-muted">{whyEnded(run)}</span> },
  ]
}

function Quiet({ children }: { children: string }) {
  return <span className="text-muted tabular-nums">{children}</span>
}

function Waited({ run }: { run: Run }) {
  if (run.status === 'queued') return <LiveDuration since={run.queuedAt} />
  return <Duration ms={queuedFor(run)} className="text-muted" />
}

function Took({ run }: { run: Run }) {
  return run.status === 'running' && run.startedAt ? <LiveDuration since={run.startedAt} /> : <Duration ms={run.durationMs} />
}
