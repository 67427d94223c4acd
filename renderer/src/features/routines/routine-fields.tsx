import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { ArgsEditor } from '../agents/args-editor.tsx'
import type { RoutineDraft } from './routine-draft.ts'

type Fields = Omit<RoutineDraft, 'revisionId'>

export interface RoutineFieldsProps {
  companyId: string
  value: Fields
  errors: Readonly<Record<string, string | undefined>>
  onEdit: (patch: Partial<Fields>) => void
  autoFocus?: boolean
  /** What the routine names already: shown while the lists of agents and projects are on their way. */
  named?: { agentId: string; agentName: string; projectId: string | null; projectName: string | null }
}

/** Name, agent, project, arguments and description of a routine. */
export function RoutineFields({ companyId, value, errors, onEdit, autoFocus = false, named }: RoutineFieldsProps): ReactElement {
  const rpc = useRpc()
  const agents = useQuery(rpc.agents.list.queryOptions({ input: { companyId } }))
  const projects = useQuery(rpc.projects.list.queryOptions({ input: { companyId } }))
  return (
    <div className="flex flex-col gap-4">
      <TextField label="Name" value={value.name} onChange={(name) => onEdit({ name })} error={errors['name']} autoFocus={autoFocus} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Combobox
          label="Agent"
          value={value.agentId || null}
          onChange={(agentId) => agentId !== null && onEdit({ agentId })}
          options={
            agents.data?.map((agent) => ({ value: agent.id, label: agent.name, detail: agent.adapter.command })) ??
            known(named?.agentId, named?.agentName)
          }
          placeholder="Find an agent"
          emptyText="No agent by that name."
          error={errors['agentId']}
          hint="Starts the program."
        />
        <Combobox
          label="Project"
          optional
          clearable
          value={value.projectId}
          onChange={(projectId) => onEdit({ projectId })}
          options={projects.data?.map((project) => ({ value: project.id, label: project.name })) ?? known(named?.projectId, named?.projectName)}
          placeholder="None"
          emptyText="No project by that name."
          error={errors['projectId']}
          hint="Adds its environment, above the agent’s."
        />
      </div>
      <ArgsEditor value={value.args} onChange={(args) => onEdit({ args })} hint="They follow the agent’s own." error={errors['args']} />
      <TextArea
        label="Description"
        optional
        rows={2}
        value={value.description}
        onChange={(description) => onEdit({ description })}
        error={errors['description']}
      />
    </div>
  )
}

function known(value: string | null | undefined, label: string | null | undefined) {
  return value && label ? [{ value, label }] : []
}
