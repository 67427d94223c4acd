import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Agent } from '#shared/contract/agents.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ConflictView } from '../../ui/conflict-view.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import { useDraft } from '../../ui/draft.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { SaveBar } from '../../ui/save-bar.tsx'
import { PageBody } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { type EnvPlace, ReviewChanges, useLayerForm } from '../env/index.tsx'
import { AgentForm } from './agent-form.tsx'
import { DeleteAgent } from './delete-agent.tsx'
import { type AgentDraft, changesOf, countEdits, draftOf, problemsOf, texts } from './draft.ts'
import { LayerSection } from './layer-section.tsx'
import { RoutinesUsing } from './routines-using.tsx'

const fields = ['name', 'description', 'adapter.command', 'adapter.args', 'adapter.cwd', 'adapter.timeoutSec', 'adapter.graceSec', 'env']

/** The page of an agent that has been read: one form, saved as a whole. */
export function AgentDetail({ agent }: { agent: Agent }) {
  const { id, companyId } = agent
  const navigate = useNavigate()
  const place = { companyId, layer: 'agent' as const, id, name: agent.name, routines: agent.routines }
  const { form, saving } = useAgentForm(agent, place)
  const { draft, conflict } = form
  const [open, setOpen] = useState<'deleting' | 'review' | null>(null)
  const problems = problemsOf(draft.value)
  const placed = placeErrors(form.error, fields)
  const blocked = [conflict.blocked, Object.values(problems)[0], form.envProblem, useOfflineReason()].find(Boolean)
  const submit = () => draft.dirty && !blocked && !saving.isPending && form.save()
  return (
    <>
      <AgentHead agent={agent} dirty={draft.dirty} onDelete={() => setOpen('deleting')} />
      <PageBody>
        {conflict.differences && (
          <ConflictView
            noun="agent"
            differences={conflict.differences}
            busy={saving.isPending}
            invalid={Object.values(problems)[0] ?? form.envProblem}
            onReload={form.discard}
            onOverwrite={form.overwrite}
            onMerge={form.combine}
          />
        )}
        <AgentForm draft={draft.value} errors={{ ...placed.beside, ...(draft.dirty ? problems : {}) }} onEdit={draft.edit} onSubmit={submit} />
        <LayerSection
          place={place}
          description="The lowest layer: a project or a routine that sets the same key wins over it."
          form={form}
          error={placed.beside['env']}
        />
        <RoutinesUsing companyId={companyId} by={{ agentId: id }} none="No routine runs on this agent yet." />
      </PageBody>
      <SaveBar
        count={countEdits(draft.base, draft.value)}
        busy={saving.isPending}
        saveDisabledReason={blocked}
        onSave={form.save}
        onDiscard={form.discard}
        onReview={() => setOpen('review')}
      >
        {placed.rest ? <ErrorLine error={placed.rest} /> : null}
      </SaveBar>
      {open === 'review' && draft.dirty && (
        <ReviewChanges
          fields={form.fields()}
          env={form.changes()}
          activeRuns={agent.activeRuns}
          busy={saving.isPending}
          saveDisabledReason={blocked}
          onSave={form.save}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'deleting' && (
        <DeleteAgent
          agent={agent}
          onClose={() => setOpen(null)}
          onDeleted={() => void navigate({ to: '/c/$companyId/agents', params: { companyId } })}
        />
      )}
    </>
  )
}

/** Saves what changed and puts the answer where the page reads it, so that the form never shows the old value again. */
function useAgentForm(agent: Agent, place: EnvPlace) {
  const { id, companyId } = agent
  const current = draftOf(agent)
  const draft = useDraft<AgentDraft>(current)
  const rpc = useRpc()
  const queries = useQueryClient()
  const queryKey = rpc.agents.get.queryKey({ input: { companyId, id } })
  const saving = useMutation(
    rpc.agents.update.mutationOptions({
      // Typed values are not kept longer than the form.
      gcTime: 0,
      onSuccess: (stored) => {
        queries.setQueryData(queryKey, stored)
        draft.accept(draftOf(stored))
      },
    }),
  )
  const form = useLayerForm<AgentDraft>({
    place,
    draft,
    current,
    texts,
    saving,
    send: (base, value) => saving.mutate({ companyId, id, ...changesOf(base, value), baseVersion: base.version }),
    reread: () => void queries.invalidateQueries({ queryKey }),
  })
  return { form, saving }
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
