import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Agent } from '#shared/contract/agents.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import { useDraft } from '../../ui/draft.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { OvertakenBanner } from '../../ui/overtaken-banner.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { SaveBar } from '../../ui/save-bar.tsx'
import { PageBody } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { AgentForm } from './agent-form.tsx'
import { DeleteAgent } from './delete-agent.tsx'
import { changesOf, countEdits, draftOf, problemsOf } from './draft.ts'
import { LayerSection, useLayerProblem } from './layer-section.tsx'
import { RoutinesUsing } from './routines-using.tsx'

const fields = ['name', 'description', 'adapter.command', 'adapter.args', 'adapter.cwd', 'adapter.timeoutSec', 'adapter.graceSec', 'env']

/** The page of an agent that has been read: one form, saved as a whole. */
export function AgentDetail({ agent }: { agent: Agent }) {
  const { id, companyId } = agent
  const navigate = useNavigate()
  const draft = useDraft(draftOf(agent))
  const { save, busy, error } = useSaveAgent(agent, (stored) => draft.accept(draftOf(stored)))
  const [deleting, setDeleting] = useState(false)
  const problems = problemsOf(draft.value)
  const placed = placeErrors(error, fields)
  const blocked = [Object.values(problems)[0], useLayerProblem(companyId, draft.value.env)].find(Boolean)
  const submit = () => draft.dirty && !blocked && !busy && save(changesOf(draft.base, draft.value))
  return (
    <>
      <AgentHead agent={agent} dirty={draft.dirty} onDelete={() => setDeleting(true)} />
      <PageBody>
        {draft.overtaken && <OvertakenBanner noun="agent" onReload={draft.discard} />}
        <AgentForm draft={draft.value} errors={{ ...placed.beside, ...(draft.dirty ? problems : {}) }} onEdit={draft.edit} onSubmit={submit} />
        <LayerSection
          companyId={companyId}
          description="The lowest layer: a project or a routine that sets the same key wins over it."
          value={draft.value.env}
          onChange={(env) => draft.edit({ env })}
          error={placed.beside['env']}
        />
        <RoutinesUsing companyId={companyId} by={{ agentId: id }} none="No routine runs on this agent yet." />
      </PageBody>
      <SaveBar count={countEdits(draft.base, draft.value)} busy={busy} saveDisabledReason={blocked} onSave={submit} onDiscard={draft.discard}>
        {placed.rest ? <ErrorLine error={placed.rest} /> : null}
      </SaveBar>
      {deleting && (
        <DeleteAgent
          agent={agent}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/c/$companyId/agents', params: { companyId } })}
        />
      )}
    </>
  )
}

/** Saves what changed and puts the answer where the page reads it, so that the form never shows the old value again. */
function useSaveAgent({ id, companyId }: Agent, onSaved: (agent: Agent) => void) {
  const rpc = useRpc()
  const queries = useQueryClient()
  const update = useMutation(
    rpc.agents.update.mutationOptions({
      onSuccess: (stored) => {
        queries.setQueryData(rpc.agents.get.queryKey({ input: { companyId, id } }), stored)
        onSaved(stored)
      },
    }),
  )
  return {
    save: (changes: ReturnType<typeof changesOf>) => update.mutate({ companyId, id, ...changes }),
    busy: update.isPending,
    error: update.error,
  }
}

function AgentHead({ agent, dirty, onDelete }: { agent: Agent; dirty: boolean; onDelete: () => void }) {
  return (
    <PageHeader
      title={agent.name}
      kind="Agent"
      meta={
        <>
          <span>{counted(agent.routines, 'routine')}</span>
          {agent.activeRuns > 0 && <span className="text-info">{counted(agent.activeRuns, 'active run')}</span>}
          <span>
            Last run <Time at={agent.lastRunAt} empty="never" />
          </span>
          <Copyable value={agent.id} label="agent id">
            {agent.id.slice(0, 8)}
          </Copyable>
        </>
      }
      actions={
        <Button icon={Trash2} disabledReason={dirty ? 'Save or discard your changes first.' : undefined} onClick={onDelete}>
          Delete
        </Button>
      }
    />
  )
}
