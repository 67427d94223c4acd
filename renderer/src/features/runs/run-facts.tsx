import type { ReactElement, ReactNode } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { TextLink } from '../../ui/button-link.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { Duration, LiveDuration } from '../../ui/duration.tsx'
import { Time } from '../../ui/time.tsx'
import { EnvReceipt } from './env-receipt.tsx'
import { configName, costWords, envName, isActive, queuedFor, sourceWords } from './run-words.ts'

/** When, what and with which revision it ran, and the environment it was given. */
export function RunFacts({ run }: { run: Run }): ReactElement {
  return (
    <aside
      aria-label="About this run"
      className="flex w-72 shrink-0 flex-col gap-6 overflow-y-auto border-l border-line bg-surface px-4 py-4 text-base"
    >
      <dl className="flex flex-col gap-1.5">
        <Fact label="Started by">{run.source === 'schedule' && run.dueAt ? <ScheduledFor at={run.dueAt} /> : sourceWords(run)}</Fact>
        <Fact label="Queued">
          <Time at={run.queuedAt} />
        </Fact>
        <Fact label="Waited">{run.status === 'queued' ? <LiveDuration since={run.queuedAt} /> : <Duration ms={queuedFor(run)} />}</Fact>
        <Fact label="Started">
          <Time at={run.startedAt} empty={isActive(run) ? 'Not yet' : 'Never'} />
        </Fact>
        <Fact label="Ended">
          <Time at={run.finishedAt} empty="Not yet" />
        </Fact>
        <Fact label="Took">
          {run.status === 'running' && run.startedAt ? <LiveDuration since={run.startedAt} /> : <Duration ms={run.durationMs} />}
        </Fact>
        <Fact label="Agent">{run.agentName ?? 'Deleted since'}</Fact>
        <Fact label="Revision">
          <TextLink
            to="/c/$companyId/routines/$routineId/history"
            params={{ companyId: run.companyId, routineId: run.routineId }}
            search={{ r: run.revisionNumber } as never}
          >
            {configName(run)} · {envName(run)}
          </TextLink>
        </Fact>
        <Fact label="Cost">{costWords(run)}</Fact>
        {run.debug && <Fact label="Debug">On</Fact>}
        <Fact label="Run id">
          <Copyable value={run.id} label="run id" />
        </Fact>
      </dl>
      {run.launch && <Launch launch={run.launch} />}
      <EnvReceipt run={run} />
    </aside>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5.5rem_1fr] items-baseline gap-2">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}

function ScheduledFor({ at }: { at: Date }) {
  return (
    <>
      Schedule, due <Time at={at} />
    </>
  )
}

function Launch({ launch }: { launch: NonNullable<Run['launch']> }) {
  const line = [launch.command, ...launch.args].map(quoted).join(' ')
  return (
    <section aria-labelledby="launch-title" className="flex flex-col gap-1.5">
      <h2 id="launch-title" className="text-md font-semibold">
        What ran
      </h2>
      <p className="rounded-card max-h-40 overflow-y-auto bg-sunken px-2 py-1.5 font-mono text-sm break-all whitespace-pre-wrap">{line}</p>
      <p className="text-sm text-muted">
        in <Copyable value={launch.cwd} label="working folder" className="align-bottom" />
      </p>
    </section>
  )
}

/** Quotes what a shell would split, so that the line can be pasted into one. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
