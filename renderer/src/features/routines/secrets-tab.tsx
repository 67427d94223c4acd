import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { type ReactElement, useMemo, useState } from 'react'
import type { EffectiveEnvKey, Env } from '#shared/contract/env.ts'
import type { Routine } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ConflictView } from '../../ui/conflict-view.tsx'
import { useDraft } from '../../ui/draft.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { SkeletonBlock, SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TextField } from '../../ui/text-field.tsx'
import {
  countChanges,
  EffectiveEnv,
  EnvEditor,
  EnvFaults,
  type EnvPlace,
  type MoveTarget,
  ReviewChanges,
  useLayerForm,
  withLatest,
} from '../env/index.tsx'
import { keptEdits } from './kept.tsx'
import { activeRunsOf } from './routine-draft.ts'
import { useSaveRoutine } from './use-save-routine.ts'

/** The environment of the next run, and the keys this routine itself adds to it. */
export function SecretsTab({ routine }: { routine: Routine }): ReactElement {
  const { companyId } = routine
  const place: EnvPlace = { companyId, layer: 'routine', id: routine.id, name: routine.name, routines: 1 }
  const [filter, setFilter] = useState('')
  const own = useOwnLayer(routine, place)
  const { form, saving } = own
  const { draft, conflict, stored, refusals } = form
  const edit = (env: Env) => draft.edit({ env })
  const placed = placeErrors(form.error, ['env'])
  const beneath = useMemo(() => sourcesBeneath(form.described), [form.described])
  return (
    <>
      <PageBody wide>
        {conflict.differences && (
          <ConflictView
            noun="routine"
            differences={conflict.differences}
            busy={saving.busy}
            invalid={form.envProblem}
            onReload={form.discard}
            onOverwrite={form.overwrite}
            onMerge={form.combine}
          />
        )}
        <NextRun companyId={companyId} id={routine.id} filter={filter} onFilter={setFilter} value={draft.value.env} onChange={edit} />
        <Section title="Keys of this routine" description="The top layer: what stands here wins over the project and the agent.">
          {placed.beside['env'] && refusals.size === 0 && (
            <p role="alert" className="text-danger">
              {placed.beside['env']}
            </p>
          )}
          <QueryView query={form.secrets} what="secrets" loading={<SkeletonBlock label="secrets" />}>
            {(known) => (
              <EnvEditor
                place={place}
                value={draft.value.env}
                onChange={edit}
                stored={stored}
                secrets={known}
                refusals={refusals}
                filter={filter}
                targets={targetsOf(routine)}
                beneath={beneath}
              />
            )}
          </QueryView>
        </Section>
      </PageBody>
      <OwnLayerBar routine={routine} own={own} error={placed.rest} />
    </>
  )
}

interface NextRunProps {
  companyId: string
  id: string
  filter: string
  onFilter: (text: string) => void
  value: Env
  onChange: (env: Env) => void
}

function NextRun({ companyId, id, filter, onFilter, value, onChange }: NextRunProps) {
  const effective = useQuery(useRpc().routines.env.queryOptions({ input: { companyId, id } }))
  return (
    <Section
      title="What the next run gets"
      description="Read by the resolver that runs use. A change counts from the next run; runs in progress keep what they were given."
    >
      <QueryView
        query={effective}
        what="the environment"
        loading={<SkeletonRows label="environment" rows={5} />}
        isEmpty={(env) => env.length === 0}
        empty={
          <EmptyState
            icon={KeyRound}
            title="No keys yet"
            body="The next run gets nothing but a clean environment. Add keys here, at the project or at the agent."
          />
        }
      >
        {(env) => (
          <>
            <EnvFaults
              companyId={companyId}
              env={env}
              own={{ layer: 'routine', takeLatest: (key) => onChange(withLatest(value, key)), show: onFilter }}
            />
            <EffectiveEnv companyId={companyId} env={env} text={filter} onText={onFilter} />
          </>
        )}
      </QueryView>
    </Section>
  )
}

interface OwnLayerBarProps {
  routine: Routine
  own: ReturnType<typeof useOwnLayer>
  error: unknown
}

function OwnLayerBar({ routine, own: { form, saving, summary, setSummary }, error }: OwnLayerBarProps) {
  const [reviewing, setReviewing] = useState(false)
  const { draft, conflict } = form
  const edits = countChanges(draft.base.env, draft.value.env)
  const blocked = [conflict.blocked, form.envProblem, useOfflineReason()].find(Boolean)
  return (
    <>
      <SaveBar
        count={edits}
        kept={keptEdits(routine, 'secrets', editedKeys(draft.base.env, draft.value.env))}
        busy={saving.busy}
        saveDisabledReason={blocked}
        onSave={form.save}
        onDiscard={form.discard}
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
          {error ? <ErrorLine error={error} /> : null}
        </div>
      </SaveBar>
      {reviewing && edits > 0 && (
        <ReviewChanges
          fields={[]}
          env={form.changes()}
          activeRuns={activeRunsOf(routine)}
          busy={saving.busy}
          saveDisabledReason={blocked}
          onSave={form.save}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  )
}

/** The edits of the routine's own layer. */
function useOwnLayer(routine: Routine, place: EnvPlace) {
  const [summary, setSummary] = useState('')
  const current = layerOf(routine)
  const draft = useDraft(current)
  const saving = useSaveRoutine(routine, (saved) => {
    draft.accept(layerOf(saved))
    setSummary('')
  })
  const form = useLayerForm({
    place,
    current,
    draft,
    texts: {},
    saving,
    send: (base, value) => saving.save({ changes: { env: value.env }, summary: summary.trim(), baseRevisionId: base.revisionId }),
    reread: saving.reread,
  })
  return { form, saving, summary, setSummary }
}

/** The keys that a save would add, change or remove. */
function editedKeys(base: Env, value: Env): string[] {
  const entries = (env: Env) => new Map(env.map((entry) => [entry.key, JSON.stringify(entry)]))
  const [was, is] = [entries(base), entries(value)]
  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key))
}

function layerOf({ env, revisionId }: Routine): { env: Env; revisionId: string } {
  return { env, revisionId }
}

function targetsOf({ projectId, projectName, agentId, agentName }: Routine): MoveTarget[] {
  const agent = { layer: 'agent' as const, id: agentId, name: agentName }
  return projectId && projectName ? [{ layer: 'project', id: projectId, name: projectName }, agent] : [agent]
}

/** Which other layer sets a key that this routine sets too, by key. */
function sourcesBeneath(described: readonly EffectiveEnvKey[] | undefined): ReadonlyMap<string, string> {
  return new Map(
    (described ?? []).flatMap(({ key, definitions: [winner, next] }) =>
      winner?.layer === 'routine' && next ? [[key, `${next.layer} ${next.sourceName}`] as const] : [],
    ),
  )
}
