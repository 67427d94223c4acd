import { type ReactElement, useState } from 'react'
import type { Routine } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useDraft } from '../../ui/draft.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { SaveBar } from '../../ui/save-bar.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ConflictBanner } from './conflict-banner.tsx'
import { keptEdits } from './kept.tsx'
import { OverviewFacts } from './overview-facts.tsx'
import { changesOf, countEdits, draftOf, editedFields, problemsOf, textOf } from './routine-draft.ts'
import { RoutineFields } from './routine-fields.tsx'
import { useSaveRoutine } from './use-save-routine.ts'

const fields = ['name', 'description', 'projectId', 'agentId', 'args']

/** The four facts of a routine, and the form that changes what it is. */
export function OverviewTab({ routine }: { routine: Routine }): ReactElement {
  const draft = useDraft(draftOf(routine))
  const [summary, setSummary] = useState('')
  const offline = useOfflineReason()
  const { save, busy, conflict, error, forget } = useSaveRoutine(routine, (stored) => {
    draft.accept(draftOf(stored))
    setSummary('')
  })
  const edits = countEdits(draft.base, draft.value)
  const overtaken = edits > 0 && (conflict || draft.overtaken)
  const problems = edits > 0 ? problemsOf(draft.value) : {}
  const placed = placeErrors(error, fields)
  const blocked = overtaken ? 'Decide above what happens to the newer revision.' : (problems.name ?? offline)
  const submit = (baseRevisionId: string | null) => save({ changes: changesOf(draft.base, draft.value), summary: summary.trim(), baseRevisionId })
  const discard = () => {
    forget()
    draft.discard()
  }
  return (
    <>
      <PageBody>
        {overtaken && (
          <ConflictBanner
            consequence="Overwrite replaces only the fields you changed."
            mine={() => textOf(draft.base, draft.value)}
            onReload={discard}
            onOverwrite={() => submit(null)}
            busy={busy}
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
        busy={busy}
        saveDisabledReason={blocked}
        onSave={() => submit(draft.base.revisionId)}
        onDiscard={discard}
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
    </>
  )
}
