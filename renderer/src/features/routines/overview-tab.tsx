import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import type { Routine } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ConflictView } from '../../ui/conflict-view.tsx'
import { useDraft } from '../../ui/draft.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { SaveBar } from '../../ui/save-bar.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { fieldDifferences, mergeFields, type Pick } from '../../ui/three-way.ts'
import { useConflict } from '../../ui/use-conflict.ts'
import { ReviewChanges } from '../env/index.tsx'
import { keptEdits } from './kept.tsx'
import { OverviewFacts } from './overview-facts.tsx'
import { activeRunsOf, changesOf, countEdits, draftOf, editedFields, problemsOf, type RoutineDraft, textsOf } from './routine-draft.ts'
import { RoutineFields } from './routine-fields.tsx'
import { useSaveRoutine } from './use-save-routine.ts'

const fields = ['name', 'description', 'projectId', 'agentId', 'args']

/** The four facts of a routine, and the form that changes what it is. */
export function OverviewTab({ routine }: { routine: Routine }): ReactElement {
  const { draft, texts, saving, conflict, summary, setSummary, send, overwrite, combine, discard } = useRoutineForm(routine)
  const [reviewing, setReviewing] = useState(false)
  const offline = useOfflineReason()
  const edits = countEdits(draft.base, draft.value)
  const problems = edits > 0 ? problemsOf(draft.value) : {}
  const placed = placeErrors(saving.refused ? null : saving.error, fields)
  const blocked = conflict.blocked ?? problems.name ?? offline
  const save = () => send(draft.base, draft.value)
  return (
    <>
      <PageBody>
        {conflict.differences && (
          <ConflictView
            noun="routine"
            differences={conflict.differences}
            busy={saving.busy}
            invalid={problems.name}
            onReload={discard}
            onOverwrite={overwrite}
            onMerge={combine}
          />
        )}
        <OverviewFacts routine={routine} />
        <Section title="Configuration" description={`Saving appends revision r${routine.revisionNumber + 1}. Runs in progress keep theirs.`}>
          <RoutineFields
            companyId={routine.companyId}
            value={draft.value}
            errors={{ ...placed.beside, ...problems }}
            onEdit={draft.edit}
            named={routine}
          />
        </Section>
      </PageBody>
      <SaveBar
        count={edits}
        kept={keptEdits(routine, 'overview', editedFields(draft.base, draft.value))}
        busy={saving.busy}
        saveDisabledReason={blocked}
        onSave={save}
        onDiscard={discard}
        onReview={() => setReviewing(true)}
      >
        <div className="flex items-center gap-3">
          <TextField
            label="What changed"
            hideLabel
            placeholder="What changed (optional, shown in History)"
            value={summary}
            onChange={setSummary}
            className="w-80"
          />
          {placed.rest ? <ErrorLine error={placed.rest} /> : null}
        </div>
      </SaveBar>
      {reviewing && edits > 0 && (
        <ReviewChanges
          fields={fieldDifferences(draft.base, draft.value, draft.base, texts)}
          env={[]}
          activeRuns={activeRunsOf(routine)}
          busy={saving.busy}
          saveDisabledReason={blocked}
          onSave={save}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  )
}

/** The edits of the routine's own fields, and what stands against saving them. */
function useRoutineForm(routine: Routine) {
  const current = draftOf(routine)
  const draft = useDraft(current)
  const texts = textsOf(useNames(routine))
  const [summary, setSummary] = useState('')
  const saving = useSaveRoutine(routine, (stored) => {
    draft.accept(draftOf(stored))
    setSummary('')
  })
  const merge = (pick: Pick) => mergeFields(draft.base, draft.value, current, texts, pick)
  const send = (base: RoutineDraft, value: RoutineDraft) =>
    saving.save({ changes: changesOf(base, value), summary: summary.trim(), baseRevisionId: base.revisionId })
  const conflict = useConflict({
    draft,
    differences: () => fieldDifferences(draft.base, draft.value, current, texts),
    merge,
    refused: saving.refused,
    reread: saving.reread,
    resave: (value) => send(current, value),
  })
  const combine = (pick: Pick) => {
    const merged = merge(pick)
    saving.reset()
    draft.rebase(merged)
    return merged
  }
  return {
    ...{ draft, texts, saving, conflict, summary, setSummary, send, combine },
    overwrite: () =>
      send(
        current,
        combine(() => 'mine'),
      ),
    discard: () => {
      saving.reset()
      draft.discard()
    },
  }
}

/** Names of agents and projects: of those the routine has at once, of the others when the lists are there. */
function useNames({ companyId, agentId, agentName, projectId, projectName }: Routine) {
  const rpc = useRpc()
  const agents = useQuery(rpc.agents.list.queryOptions({ input: { companyId } }))
  const projects = useQuery(rpc.projects.list.queryOptions({ input: { companyId } }))
  const listed = [...(agents.data ?? []), ...(projects.data ?? [])]
  return (id: string) =>
    listed.find((one) => one.id === id)?.name ?? (id === agentId ? agentName : id === projectId ? (projectName ?? undefined) : undefined)
}
