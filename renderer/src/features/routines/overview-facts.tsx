import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import type { Routine } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { TextLink } from '../../ui/button-link.tsx'
import { Code } from '../../ui/code.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import { Duration } from '../../ui/duration.tsx'
import { RunStrip, summarizeRuns } from '../../ui/run-strip.tsx'
import { RunStatusLabel, StatusGlyph } from '../../ui/status.tsx'
import { Time, useTimeDisplay } from '../../ui/time.tsx'
import { formatAbsolute } from '../../ui/time-format.ts'
import { commandLine } from '../agents/command-line.ts'
import { LayerTag } from '../env/index.tsx'

/** What runs, when next, with which environment, and how it went: without scrolling. */
export function OverviewFacts({ routine }: { routine: Routine }): ReactElement {
  return (
    <div className="grid gap-px overflow-hidden rounded-card border border-line bg-(--border-line) md:grid-cols-2">
      <Fact title="What runs">
        <WhatRuns routine={routine} />
      </Fact>
      <Fact title="When next">
        <WhenNext routine={routine} />
      </Fact>
      <Fact title="With which environment">
        <WhichEnv routine={routine} />
      </Fact>
      <Fact title="How it went">
        <HowItWent routine={routine} />
      </Fact>
    </div>
  )
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2 bg-surface px-4 py-3">
      <h2 className="text-sm font-medium text-muted">{title}</h2>
      {children}
    </section>
  )
}

function WhatRuns({ routine }: { routine: Routine }) {
  const { companyId, agentId } = routine
  const agent = useQuery(useRpc().agents.get.queryOptions({ input: { companyId, id: agentId } }))
  const line = agent.data && commandLine(agent.data.adapter.command, [...agent.data.adapter.args, ...routine.args])
  return (
    <>
      <p>
        <TextLink to="/c/$companyId/agents/$agentId" params={{ companyId, agentId }}>
          {routine.agentName}
        </TextLink>
        {routine.projectName && <span className="text-muted"> in {routine.projectName}</span>}
      </p>
      {line && (
        <Copyable value={line} label="command line">
          {line}
        </Copyable>
      )}
    </>
  )
}

const minuteMs = 60_000

function WhenNext({ routine }: { routine: Routine }) {
  const rpc = useRpc()
  const display = useTimeDisplay((state) => state.display)
  const on = routine.triggers.filter((trigger) => trigger.enabled)
  const previews = useQueries({
    queries: on.map(({ cron, timezone }) =>
      rpc.triggers.preview.queryOptions({ input: { cron, timezone, count: 5 }, staleTime: minuteMs, refetchInterval: minuteMs }),
    ),
  })
  const next = previews
    .flatMap(({ data }) => (data?.valid ? data.next : []))
    .map(({ at }) => at.getTime())
    .sort((a, b) => a - b)
    .filter((at, index, all) => at !== all[index - 1])
    .slice(0, 5)
  if (routine.triggers.length === 0) return <p>Only by hand. It has no schedule.</p>
  return (
    <>
      {routine.triggers.slice(0, 3).map((trigger) => (
        <p key={trigger.id} className={trigger.enabled ? undefined : 'text-muted'}>
          {trigger.words}
          {!trigger.enabled && ' (off)'} <Code>{trigger.cron}</Code> <span className="text-muted">{trigger.timezone}</span>
        </p>
      ))}
      {next.length > 0 && (
        <>
          <p className="text-sm text-muted">{`${routine.enabled ? 'Next five' : 'Disabled; it would run'}, ${display === 'utc' ? 'UTC' : 'your time'}`}</p>
          <ol aria-label="Next five runs" className="flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-muted tabular-nums">
            {next.map((at) => (
              <li key={at}>{formatAbsolute(new Date(at), display === 'utc' ? 'utc' : 'local', Date.now())}</li>
            ))}
          </ol>
        </>
      )}
    </>
  )
}

function WhichEnv({ routine }: { routine: Routine }) {
  const { routine: own, project, agent, unresolved } = routine.envSummary
  const params = { companyId: routine.companyId, routineId: routine.id }
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <TextLink to="/c/$companyId/routines/$routineId/secrets" params={params}>
          {counted(own + project + agent, 'key')}
        </TextLink>
        <span className="flex items-center gap-1.5 tabular-nums">
          {own} <LayerTag layer="routine" />
        </span>
        <span className="flex items-center gap-1.5 tabular-nums">
          {project} <LayerTag layer="project" />
        </span>
        <span className="flex items-center gap-1.5 tabular-nums">
          {agent} <LayerTag layer="agent" />
        </span>
      </p>
      {unresolved > 0 ? (
        <p className="flex items-center gap-1.5 text-danger">
          <StatusGlyph glyph="cross" tone="danger" />
          {counted(unresolved, 'key')} cannot be resolved: the next run would fail.
        </p>
      ) : (
        <p className="text-muted">Every key resolves.</p>
      )}
    </>
  )
}

function HowItWent({ routine }: { routine: Routine }) {
  const navigate = useNavigate()
  const last = routine.recent[0]
  if (!last) return <p className="text-muted">It never ran.</p>
  const ten = routine.recent.slice(0, 10)
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <RunStrip
          runs={ten}
          places={10}
          onOpen={(runId) => void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId: routine.companyId, runId } })}
        />
        <span>{summarizeRuns(ten, Date.now())}</span>
      </div>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
        <span className="flex items-center gap-2">
          <RunStatusLabel status={last.status} /> <Time at={last.at} />
        </span>
        {routine.p50Ms !== null && (
          <span>
            Half end within <Duration ms={routine.p50Ms} />, 95 % within <Duration ms={routine.p95Ms} />
          </span>
        )}
      </p>
    </>
  )
}
