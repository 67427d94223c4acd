import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Env } from '#shared/contract/env.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { envIsValid } from '../env/env-draft.ts'
import { EnvEditor } from '../env/env-editor.tsx'

export interface LayerSectionProps {
  companyId: string
  description: ReactNode
  value: Env
  onChange: (env: Env) => void
  error?: string | undefined
}

/** The environment that an agent or a project contributes, with the company's secrets at hand. */
export function LayerSection({ companyId, description, value, onChange, error }: LayerSectionProps) {
  const secrets = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId } }))
  return (
    <Section title="Environment" description={description}>
      {error && (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
      <QueryView query={secrets} what="secrets" loading={<SkeletonBlock label="Environment" lines={3} />}>
        {(known) => <EnvEditor companyId={companyId} value={value} onChange={onChange} secrets={known} />}
      </QueryView>
    </Section>
  )
}

/** Why this layer cannot be saved as it stands; undefined when it can. */
export function useLayerProblem(companyId: string, env: Env): string | undefined {
  const { data } = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId } }))
  if (!data || envIsValid(env, new Set(data.map((secret) => secret.id)))) return undefined
  return 'Correct the marked environment keys first.'
}
