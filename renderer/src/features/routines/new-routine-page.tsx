import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Bot } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Agent } from '#shared/contract/agents.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId } from '../../shell/params.ts'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ErrorLine } from '../../ui/error-line.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { toast } from '../../ui/toast.tsx'
import { type Schedule, ScheduleFields, usePreview, useTimezones } from '../triggers/index.tsx'
import { problemsOf } from './routine-draft.ts'
import { RoutineFields } from './routine-fields.tsx'

/** Makes a routine: a name and an agent are enough. */
export function NewRoutinePage(): ReactElement {
  const companyId = useCompanyId()
  const agents = useQuery(useRpc().agents.list.queryOptions({ input: { companyId } }))
  return (
    <>
      <PageHeader title="New routine" />
      <PageBody>
        <QueryView
          query={agents}
          what="agents"
          loading={<SkeletonBlock label="agents" />}
          isEmpty={(all) => all.length === 0}
          empty={
            <EmptyState
              icon={Bot}
              title="A routine needs an agent"
              body="The agent says which program a run starts. This company has none yet."
              action={
                <ButtonLink variant="primary" to="/c/$companyId/agents" params={{ companyId }}>
                  Go to agents
                </ButtonLink>
              }
            />
          }
        >
          {([first]) => <NewRoutineForm companyId={companyId} agent={first as Agent} />}
        </QueryView>
      </PageBody>
    </>
  )
}

function NewRoutineForm({ companyId, agent }: { companyId: string; agent: Agent }) {
  const [draft, setDraft] = useState({ name: '', description: '', projectId: null as string | null, agentId: agent.id, args: [] as string[] })
  const [tried, setTried] = useState(false)
  const schedule = useOptionalSchedule()
  const create = useCreate(companyId)
  const problems = problemsOf(draft)
  const placed = placeErrors(create.error, ['name', 'description', 'projectId', 'agentId', 'args'])
  const submit = () => {
    setTried(true)
    if (problems.name || schedule.problem || create.isPending) return
    create.mutate({ companyId, ...draft, name: draft.name.trim(), triggers: schedule.trigger ? [schedule.trigger] : [] })
  }
  return (
    <form
      noValidate
      className="flex max-w-3xl flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Section title="What runs">
        <RoutineFields
          companyId={companyId}
          value={draft}
          errors={{ ...(tried ? problems : {}), ...placed.beside }}
          onEdit={(patch) => setDraft({ ...draft, ...patch })}
          autoFocus
        />
      </Section>
      <Section title="When">
        <Checkbox label="Run on a schedule" checked={schedule.on} onChange={schedule.setOn} />
        {schedule.fields}
        {!schedule.on && <p className="text-muted">It runs when someone starts it. A schedule can be added any time.</p>}
      </Section>
      <div className="flex items-center gap-3">
        <Button type="submit" variant="primary" size="lg" busy={create.isPending} disabledReason={useOfflineReason() ?? schedule.problem}>
          Create routine
        </Button>
        <ButtonLink size="lg" to="/c/$companyId/routines" params={{ companyId }}>
          Cancel
        </ButtonLink>
        {placed.rest ? <ErrorLine error={placed.rest} /> : null}
      </div>
    </form>
  )
}

/** A schedule that may be left out; its zone starts as the host's own. */
function useOptionalSchedule() {
  const zones = useTimezones()
  const [on, setOn] = useState(false)
  const [value, setValue] = useState<Schedule>({ cron: '0 9 * * *', timezone: '' })
  const schedule = { ...value, timezone: value.timezone || zones.data?.system || '' }
  const { preview, current } = usePreview(schedule.cron, on ? schedule.timezone : '')
  const wrong = on && current && preview && !preview.valid
  return {
    on,
    setOn,
    trigger: on ? schedule : null,
    problem: wrong ? 'Correct the schedule first.' : on && !zones.data ? 'The time zones are still loading.' : undefined,
    fields: on && (
      <QueryView query={zones} what="time zones" loading={<SkeletonBlock label="time zones" />}>
        {(known) => <ScheduleFields value={schedule} onChange={setValue} zones={known.zones} />}
      </QueryView>
    ),
  }
}

function useCreate(companyId: string) {
  const navigate = useNavigate()
  return useMutation(
    useRpc().routines.create.mutationOptions({
      onSuccess: (made) => {
        toast.done(`Created ${made.name}.`)
        void navigate({ to: '/c/$companyId/routines/$routineId', params: { companyId, routineId: made.id } })
      },
    }),
  )
}
