/** The form of one thing that has an env layer: its edits, what stands against saving them, and a newer version under them. */
import { useQuery } from '@tanstack/react-query'
import type { Env } from '#shared/contract/env.ts'
import { codeOf } from '../../rpc/friendly-error.ts'
import { useRpc } from '../../rpc/provider.tsx'
import type { Draft } from '../../ui/draft.ts'
import { type FieldTexts, fieldDifferences, mergeFields, type Pick as PickSide } from '../../ui/three-way.ts'
import { useConflict } from '../../ui/use-conflict.ts'
import { draftChanges } from './draft-changes.ts'
import { envIsValid } from './env-draft.ts'
import { envDifferences, mergeEnv } from './env-three-way.ts'
import type { EnvPlace } from './place.ts'
import { refusalsOf, type SentEnv } from './refusals.ts'
import { useStoredLayers } from './use-layer.ts'

interface LayerFormInput<T extends { env: Env }> {
  place: EnvPlace
  draft: Draft<T>
  /** The form's reading of what is stored now, with the version it was read at. */
  current: T
  /** The fields beside the environment. */
  texts: FieldTexts<T>
  saving: { isPending: boolean; error: unknown; reset: () => void; variables: { env?: SentEnv | undefined } | undefined }
  /** Sends what differs from `base`, to be refused when `base` is not the newest version any more. */
  send: (base: T, value: T) => void
  reread: () => void
}

export function useLayerForm<T extends { env: Env }>({ place, draft, current, texts, saving, send, reread }: LayerFormInput<T>) {
  const { companyId, layer } = place
  const secrets = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId } }))
  const layers = useStoredLayers(place, draft, current.env)
  const sides = { base: layers.stored, mine: draft.value.env, theirs: layers.theirs }
  const refused = codeOf(saving.error) === 'CONFLICT'
  const merge = (pick: PickSide): T => ({ ...mergeFields(draft.base, draft.value, current, texts, pick), env: mergeEnv(sides, pick) })
  const conflict = useConflict({
    draft,
    differences: () => [
      ...fieldDifferences(draft.base, draft.value, current, texts),
      ...envDifferences(sides, (id) => secrets.data?.find((secret) => secret.id === id)?.name),
    ],
    merge,
    refused,
    reread,
    resave: (value) => send(current, value),
  })
  const rebase = (pick: PickSide) => {
    const merged = merge(pick)
    saving.reset()
    draft.rebase(merged)
    return merged
  }
  const known = new Set(secrets.data?.map(({ id }) => id))
  const valid = !secrets.data || envIsValid(draft.value.env, known, draft.base.env)
  return {
    draft,
    secrets,
    ...layers,
    conflict,
    error: refused ? null : saving.error,
    refusals: refusalsOf(saving.error, saving.variables?.env, draft.value.env),
    /** Why the environment keeps the form from being saved. */
    envProblem: valid ? undefined : 'Correct the marked environment keys first.',
    /** What Review shows. */
    fields: () => fieldDifferences(draft.base, draft.value, draft.base, texts),
    changes: () => draftChanges({ layer, stored: layers.stored, value: draft.value.env, secrets: secrets.data ?? [] }),
    save: () => send(draft.base, draft.value),
    overwrite: () =>
      send(
        current,
        rebase(() => 'mine'),
      ),
    combine: (pick: PickSide) => void rebase(pick),
    discard: () => {
      saving.reset()
      draft.discard()
    },
  }
}

export type LayerForm<T extends { env: Env }> = ReturnType<typeof useLayerForm<T>>
