import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import type { Routine } from '#shared/contract/routines.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useDraft } from '../../ui/draft.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { SkeletonBlock, SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { countChanges, EffectiveEnv, EnvEditor, envIsValid } from '../env/index.tsx'
import { ConflictBanner } from './conflict-banner.tsx'
import { keptEdits } from './kept.tsx'
import { useSaveRoutine } from './use-save-routine.ts'

/** The environment of the next run, and the keys this routine itself adds to it. */
export function SecretsTab({ routine }: { routine: Routine }): ReactElement {
  const rpc = useRpc()
  const { companyId, id } = routine
  const effective = useQuery(rpc.routines.env.queryOptions({ input: { companyId, id } }))
  const secrets = useQuery(rpc.secrets.list.queryOptions({ input: { companyId } }))
  const layer = useOwnLayer(routine, secrets.data)
  return (
    <>
      <PageBody wide>
        {layer.overtaken && (
          <ConflictBanner
            consequence="Overwrite replaces this routine’s keys with the ones below."
            mine={() =>
              layer.value.map(({ key, binding }) => `${key}=${binding.kind === 'plain' ? binding.value : `‹secret ${binding.secretId}›`}`).join('\n')
            }
            onReload={layer.discard}
            onOverwrite={() => layer.save(null)}
            busy={layer.busy}
          />
        )}
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
            {(env) => <EffectiveEnv env={env} />}
          </QueryView>
        </Section>
        <Section title="Keys of this routine" description="The top layer: what stands here wins over the project and the agent.">
          {layer.wrong && (
            <p role="alert" className="text-danger">
              {layer.wrong}
            </p>
          )}
          <QueryView query={secrets} what="secrets" loading={<SkeletonBlock label="secrets" />}>
            {(known) => <EnvEditor companyId={companyId} value={layer.value} onChange={layer.edit} secrets={known} />}
          </QueryView>
        </Section>
      </PageBody>
      <SaveBar
        count={layer.edits}
        kept={keptEdits(routine, 'secrets', layer.edited)}
        busy={layer.busy}
        saveDisabledReason={layer.blocked}
        onSave={() => layer.save(layer.baseRevisionId)}
        onDiscard={layer.discard}
      >
        <div className="flex items-center gap-3">
          <TextField
            label="What changed"
            hideLabel
            placeholder="What changed (optional, shown in History)"
            value={layer.summary}
            onChange={layer.setSummary}
            className="w-80"
          />
          {layer.error ? <ErrorLine error={layer.error} /> : null}
        </div>
      </SaveBar>
    </>
  )
}

/** The edits of the routine's own layer. */
function useOwnLayer(routine: Routine, secrets: Secret[] | undefined) {
  const offline = useOfflineReason()
  const [summary, setSummary] = useState('')
  const draft = useDraft(layerOf(routine))
  const { save, busy, conflict, error, forget } = useSaveRoutine(routine, (stored) => {
    draft.accept(layerOf(stored))
    setSummary('')
  })
  const edits = countChanges(draft.base.env, draft.value.env)
  const overtaken = edits > 0 && (conflict || draft.overtaken)
  const valid = secrets === undefined || envIsValid(draft.value.env, new Set(secrets.map((secret) => secret.id)))
  const placed = placeErrors(error, ['env'])
  return {
    value: draft.value.env,
    baseRevisionId: draft.base.revisionId,
    edits,
    edited: editedKeys(draft.base.env, draft.value.env),
    overtaken,
    busy,
    summary,
    setSummary,
    wrong: placed.beside['env'],
    error: placed.rest,
    blocked: overtaken ? 'Decide above what happens to the newer revision.' : valid ? offline : 'Correct the marked keys first.',
    edit: (env: Env) => draft.edit({ env }),
    save: (baseRevisionId: string | null) => save({ changes: { env: draft.value.env }, summary: summary.trim(), baseRevisionId }),
    discard: () => {
      forget()
      draft.discard()
    },
  }
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
