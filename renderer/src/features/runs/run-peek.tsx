import { useQuery } from '@tanstack/react-query'
import { type ReactElement, type ReactNode, useDeferredValue } from 'react'
import type { LogLine, Run } from '#shared/contract/runs.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { TextLink } from '../../ui/button-link.tsx'
import { counted } from '../../ui/counted.ts'
import { Duration, LiveDuration } from '../../ui/duration.tsx'
import { useDelayed } from '../../ui/skeleton.tsx'
import { StatusGlyph } from '../../ui/status.tsx'
import { runWords } from '../../ui/status-words.ts'
import { Time } from '../../ui/time.tsx'
import { LogText } from './log-text.tsx'
import { endSentence, isActive, sourceWords } from './run-words.ts'

/** What somebody would open a run's page for: how it stands and why, and the end of its log. */
export function RunPeek({ run }: { run: Run }): ReactElement {
  const shown = useDeferredValue(run)
  return (
    <>
      <div className="flex min-w-0 flex-col gap-2">
        <p className="flex items-center gap-1.5 font-medium">
          <StatusGlyph glyph={runWords[shown.status].glyph} tone={runWords[shown.status].tone} />
          {endSentence(shown) ?? runWords[shown.status].word}
        </p>
        {shown.message && needsExplaining(shown) && <p className="wrap-anywhere">{shown.message}</p>}
        <dl className="flex flex-col gap-1">
          <Fact label="Routine">
            <TextLink to="/c/$companyId/routines/$routineId" params={{ companyId: shown.companyId, routineId: shown.routineId }}>
              {shown.routineName}
            </TextLink>
          </Fact>
          <Fact label="Started by">{sourceWords(shown)}</Fact>
          <Fact label="Started">
            <Time at={shown.startedAt} empty={isActive(shown) ? 'Not yet' : 'Never'} />
          </Fact>
          <Fact label="Took">
            {shown.status === 'running' && shown.startedAt ? <LiveDuration since={shown.startedAt} /> : <Duration ms={shown.durationMs} />}
          </Fact>
          <Fact label="Revision">r{shown.revisionNumber}</Fact>
        </dl>
      </div>
      <LogEnd key={shown.id} run={shown} />
    </>
  )
}

/** An exit code is said in full by the sentence. */
function needsExplaining({ status, reason }: Run): boolean {
  return status !== 'succeeded' && status !== 'cancelled' && reason !== 'exited'
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5.5rem_1fr] items-baseline gap-2">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}

const lines = 30
const everyMs = 2000

/** The last lines, read only when somebody stays on the row, and again while the run writes more. */
function LogEnd({ run }: { run: Run }) {
  const stayed = useDelayed(150)
  const { companyId, id } = run
  const log = useQuery(
    useRpc().runs.log.queryOptions({ input: { companyId, id, limit: lines }, enabled: stayed, refetchInterval: isActive(run) ? everyMs : false }),
  )
  return (
    <section className="flex min-w-0 flex-1 flex-col gap-1">
      <h3 className="text-sm font-medium text-muted">
        {log.data && log.data.total > lines ? `Last ${lines} of ${counted(log.data.total, 'log line')}` : 'Log'}
      </h3>
      {log.error ? (
        <p className="text-muted">Couldn't be read. Open the run to see it.</p>
      ) : log.data?.total === 0 ? (
        <p className="text-muted">{isActive(run) ? 'No output yet.' : 'This run wrote no output.'}</p>
      ) : (
        <div className="rounded-card bg-log-bg px-2 py-1.5 font-mono text-sm/[18px] break-all whitespace-pre-wrap text-log-text">
          {log.data ? (
            log.data.lines.filter(lastState).map((line) => <Line key={line.n} line={line} />)
          ) : (
            <span className="text-faint">Reading…</span>
          )}
        </div>
      )}
    </section>
  )
}

/** A progress line shows its last state only, as in the log itself. */
function lastState(line: LogLine, index: number, all: readonly LogLine[]): boolean {
  return !line.replaced || !all.slice(index + 1).some(({ stream }) => stream === line.stream)
}

function Line({ line }: { line: LogLine }) {
  return (
    <p className={line.stream === 'stderr' ? 'border-l-2 border-danger pl-1.5' : 'pl-2'}>
      {line.stream !== 'stdout' && <span className="sr-only">{line.stream === 'stderr' ? 'stderr: ' : 'Wheelhouse: '}</span>}
      <LogText text={line.text} />
    </p>
  )
}
