/** What a page that edits one layer reads besides the thing itself: secrets, and how the host describes what is stored. */
import { useIsFetching, useQuery } from '@tanstack/react-query'
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
 * What is stored, with its fingerprints: `now`, and `base`, as it was when the edits started. The fingerprints of the
 * base are held once a newer version is there, or while anything is being read again: then they may be newer than it.
 */
export function useStoredLayers(place: Pick<EnvPlace, 'companyId' | 'layer' | 'id'>, base: Env, now: Env, overtaken: boolean) {
  const { data, isFetching } = useDescribedLayer(place)
  const reading = useIsFetching() > 0
  const prints = useMemo(() => printsOf(place.layer, data), [place.layer, data])
  const held = useRef<Prints>(prints)
  if (!overtaken && !isFetching && !reading) held.current = prints
  const basePrints = held.current
  const stored: StoredLayer = useMemo(() => ({ env: base, prints: basePrints }), [base, basePrints])
  const theirs: StoredLayer = useMemo(() => ({ env: now, prints }), [now, prints])
  return { described: data, stored, theirs }
}
