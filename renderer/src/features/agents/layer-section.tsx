import { type ReactNode, useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { EnvEditor, EnvFaults, type EnvPlace, type LayerForm, withLatest } from '../env/index.tsx'

export interface LayerSectionProps<T extends { env: Env }> {
  place: EnvPlace
  description: ReactNode
  form: LayerForm<T>
  error?: string | undefined
}

/** The environment that an agent or a project contributes, with the company's secrets at hand. */
export function LayerSection<T extends { env: Env }>({ place, description, form, error }: LayerSectionProps<T>) {
  const [filter, setFilter] = useState('')
  const { draft, secrets, stored, described, refusals } = form
  const edit = (env: Env) => draft.edit({ env } as Partial<T>)
  return (
    <Section
      title="Environment"
      description={description}
      actions={<SearchField label="Filter keys" placeholder="Key or secret" value={filter} onChange={setFilter} className="w-48" />}
    >
      {error && refusals.size === 0 && (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
      {described && (
        <EnvFaults
          companyId={place.companyId}
          env={described}
          own={{ layer: place.layer, takeLatest: (key) => edit(withLatest(draft.value.env, key)), show: setFilter }}
        />
      )}
      <QueryView query={secrets} what="secrets" loading={<SkeletonBlock label="Environment" lines={3} />}>
        {(known) => (
          <EnvEditor place={place} value={draft.value.env} onChange={edit} stored={stored} secrets={known} refusals={refusals} filter={filter} />
        )}
      </QueryView>
    </Section>
  )
}
