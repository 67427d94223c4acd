import { useQuery } from '@tanstack/react-query'
import { type ReactElement, type ReactNode, useDeferredValue } from 'react'
import type { RoutineRow } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { TextLink } from '../../ui/button-link.tsx'
import { counted } from '../../ui/counted.ts'
import { Duration } from '../../ui/duration.tsx'
import { useDelayed } from '../../ui/skeleton.tsx'
import { RoutineStatusLabel, RunStatusLabel } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

/** What somebody would open a routine's page for: how it stands, when it runs next, how it went, and its environment. */
export function RoutinePeek({ row }: { row: RoutineRow }): ReactElement {
  const shown = useDeferredValue(row)
  return (
    <>
      <Part title="Status">
        <p className="flex items-center gap-2">
          <RoutineStatusLabel status={shown.status} />
        </p>
        {shown.disabledReason && <p className="wrap-anywhere">Disabled: {shown.disabledReason}</p>}
        <p className="text-muted">
          {shown.agentName}
          {shown.projectName && ` in ${shown.projectName}`}
        </p>
      </Part>
      <Part title="Next runs">
        <NextRuns row={shown} />
      </Part>
      <Part title="Last runs">
        <LastRuns row={shown} />
      </Part>
      <Part title="Environment of the next run">
        <EnvFacts key={shown.id} row={shown} />
      </Part>
    </>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-1">
      <h3 className="text-sm font-medium text-muted">{title}</h3>
      {children}
    </section>
  )
}

function NextRuns({ row }: { row: RoutineRow }) {
  if (row.triggers.length === 0) return <p>Only by hand. It has no schedule.</p>
  return (
    <>
      <p>
        <Time at={row.nextDueAt} due empty={row.enabled ? 'Nothing is to come.' : 'None while it is disabled.'} />
      </p>
      {row.triggers.slice(0, 3).map((trigger) => (
        <p key={trigger.id} className="text-muted">
          {trigger.words} ({trigger.timezone}){!trigger.enabled && ', off'}
        </p>
      ))}
    </>
  )
}

function LastRuns({ row }: { row: RoutineRow }) {
  if (row.recent.length === 0) return <p>It never ran.</p>
  return (
    <ul>
      {row.recent.slice(0, 5).map((run) => (
        <li key={run.id} className="grid min-h-6 grid-cols-[3.5rem_7.5rem_1fr_auto] items-center gap-2 tabular-nums">
          <TextLink to="/c/$companyId/runs/$runId" params={{ companyId: row.companyId, runId: run.id }}>
            #{run.number}
          </TextLink>
          <RunStatusLabel status={run.status} />
          <Time at={run.at} brief className="text-muted" />
          <Duration ms={run.durationMs} className="text-muted" />
        </li>
      ))}
    </ul>
  )
}

/** Read only when somebody stays on the row: moving through a list asks the host nothing. */
function EnvFacts({ row }: { row: RoutineRow }) {
  const stayed = useDelayed(150)
  const routine = useQuery(useRpc().routines.get.queryOptions({ input: { companyId: row.companyId, id: row.id }, enabled: stayed }))
  if (routine.error) return <p className="text-muted">Couldn't be read. Open the routine to see it.</p>
  if (!routine.data) return <p className="text-faint">Reading…</p>
  const { routine: own, project, agent, unresolved } = routine.data.envSummary
  return (
    <>
      <p>
        <TextLink to="/c/$companyId/routines/$routineId/secrets" params={{ companyId: row.companyId, routineId: row.id }}>
          {counted(own + project + agent, 'key')}
        </TextLink>
        <span className="text-muted">
          {': '}
          {own} from the routine, {project} from the project, {agent} from the agent
        </span>
      </p>
      <p className={unresolved > 0 ? 'text-danger' : 'text-muted'}>
        {unresolved > 0 ? `${counted(unresolved, 'key')} cannot be resolved: the next run would fail.` : 'Every key resolves.'}
      </p>
    </>
  )
}
