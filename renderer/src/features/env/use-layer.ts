/** What a page that edits one layer reads besides the thing itself: secrets, and how the host describes what is stored. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import type { EffectiveEnvKey, Env, EnvLayer } from '#shared/contract/env.ts'
import { useRpc } from '../../rpc/provider.tsx'
import type { EnvPlace, Prints, StoredLayer } from './place.ts'

/** The host's description of the layer: by the resolver that runs use. Of a routine, with the layers beneath it. */
export function useDescribedLayer({ companyId, layer, id }: Pick<EnvPlace, 'companyId' | 'layer' | 'id'>) {
  const rpc = useRpc()
  const input = { companyId, id }
  const agent = useQuery(rpc.agents.env.queryOptions({ input, enabled: layer === 'agent' }))
  const project = useQuery(rpc.projects.env.queryOptions({ input, enabled: layer === 'project' }))
  const routine = useQuery(rpc.routines.env.queryOptions({ input, enabled: layer === 'routine' }))
  return { agent, project, routine }[layer]
}

/** Fingerprints of what one layer itself defines. */
export function printsOf(layer: EnvLayer, described: readonly EffectiveEnvKey[] | undefined): Prints {
  return new Map(
    (described ?? []).flatMap(({ key, definitions }) => {
      const print = definitions.find((definition) => definition.layer === layer)?.fingerprint
      return print ? [[key, print] as const] : []
    }),
  )
}

/**
 * What is stored, with its fingerprints: `stored` as it was when the edits started, and `theirs`, as it is now. The
 * fingerprints of the base are held for as long as there are edits on it: a newer description may come before the newer
 * thing, and a hidden value that somebody else changed would then look as if it had always been so.
 */
export function useStoredLayers(
  place: Pick<EnvPlace, 'companyId' | 'layer' | 'id'>,
  { base, dirty }: { base: { env: Env }; dirty: boolean },
  now: Env,
) {
  const { data } = useDescribedLayer(place)
  const prints = useMemo(() => printsOf(place.layer, data), [place.layer, data])
  const held = useRef({ base: base.env, prints, known: data !== undefined })
  if (!dirty || held.current.base !== base.env || !held.current.known) held.current = { base: base.env, prints, known: data !== undefined }
  const basePrints = held.current.prints
  const stored: StoredLayer = useMemo(() => ({ env: base.env, prints: basePrints }), [base.env, basePrints])
  const theirs: StoredLayer = useMemo(() => ({ env: now, prints }), [now, prints])
  return { described: data, stored, theirs }
}
