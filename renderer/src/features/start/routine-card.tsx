import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Company } from '#shared/contract/companies.ts'
import { useClient, useRpc } from '../../rpc/provider.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type Pace, paces, scriptFor, shellAgentName, shellOf, triggersOf } from './first-routine.ts'
import { StepCard } from './step-card.tsx'

interface FirstRoutine {
  companyId: string
  platform: string
  name: string
  script: string
  pace: Pace
}

/** Makes the shell agent unless an earlier try did, then the routine, then its first run. */
function useFirstRun(onStarted: (run: { companyId: string; id: string }) => void) {
  const client = useClient()
  const rpc = useRpc()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ companyId, platform, name, script, pace }: FirstRoutine) => {
      const agents = await queries.fetchQuery({ ...rpc.agents.list.queryOptions({ input: { companyId } }), staleTime: 0 })
      const agent =
        agents.find((one) => one.name === shellAgentName) ??
        (await client.agents.create({ companyId, name: shellAgentName, adapter: shellOf(platform) }))
      // The zone of the computer that keeps the time: a browser may look in from another.
      const { system: timezone } = await client.triggers.timezones({})
      const routine = await client.routines.create({ companyId, name, agentId: agent.id, args: [script], triggers: triggersOf(pace, timezone) })
      return client.runs.start({ companyId, routineId: routine.id })
    },
    onSuccess: onStarted,
  })
}

export function RoutineCard({ company }: { company: Company | undefined }) {
  const navigate = useNavigate()
  const about = useQuery(useRpc().system.about.queryOptions({ input: {} }))
  const platform = about.data?.platform ?? ''
  const [fields, setFields] = useState<{ name: string; script: string | null; pace: Pace }>({ name: 'Hello', script: null, pace: 'hand' })
  const script = fields.script ?? scriptFor(platform)
  const first = useFirstRun(({ companyId, id: runId }) => void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId, runId } }))
  const { beside, rest } = placeErrors(first.error, ['name', 'args', 'triggers'])
  const missing = !fields.name.trim() ? 'Give a name first.' : !script.trim() ? 'Give a script first.' : undefined
  return (
    <StepCard
      step={2}
      title="First routine"
      body="A script on this computer, run by an agent called Shell."
      waiting={company ? undefined : 'Comes after the company.'}
      submitLabel="Create and run"
      submitDisabledReason={missing}
      busy={first.isPending}
      error={rest}
      onSubmit={() => company && first.mutate({ companyId: company.id, platform, name: fields.name.trim(), script, pace: fields.pace })}
    >
      <TextField label="Name" value={fields.name} onChange={(name) => setFields({ ...fields, name })} error={beside['name']} />
      <TextField label="Script" mono value={script} onChange={(next) => setFields({ ...fields, script: next })} error={beside['args']} />
      <Select label="Runs" value={fields.pace} options={paces} onChange={(pace) => setFields({ ...fields, pace })} error={beside['triggers']} />
    </StepCard>
  )
}
