import { useQuery } from '@tanstack/react-query'
import { ArrowLeftRight, X } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Revision } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Select } from '../../ui/select.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { Difference } from './difference.tsx'

export interface CompareViewProps {
  companyId: string
  routineId: string
  revisions: readonly Revision[]
  before: Revision
  after: Revision
  onChoose: (before: number, after: number) => void
  onClose: () => void
}

/** Two revisions side by side, any two of them. */
export function CompareView({ companyId, routineId, revisions, before, after, onChoose, onClose }: CompareViewProps): ReactElement {
  const query = useQuery(useRpc().routines.compare.queryOptions({ input: { companyId, id: routineId, beforeId: before.id, afterId: after.id } }))
  const options = revisions.map(({ number, current, summary }) => ({
    value: String(number),
    label: `r${number}${current ? ' (current)' : ''}`,
    ...(summary ? { detail: summary } : {}),
  }))
  const names = { beforeLabel: `r${before.number}`, afterLabel: `r${after.number}` }
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-end gap-2">
        <Select
          label="Before"
          value={String(before.number)}
          onChange={(to) => onChoose(Number(to), after.number)}
          options={options}
          className="w-44"
        />
        <IconButton size="lg" icon={ArrowLeftRight} label="Swap the two" onClick={() => onChoose(after.number, before.number)} />
        <Select
          label="After"
          value={String(after.number)}
          onChange={(to) => onChoose(before.number, Number(to))}
          options={options}
          className="w-44"
        />
        <span className="flex-1" />
        <Button icon={X} onClick={onClose}>
          Close the comparison
        </Button>
      </div>
      <QueryView query={query} what="the comparison" loading={<SkeletonBlock label="comparison" lines={8} />}>
        {({ fields, triggers, env }) => (
          <Difference {...{ fields, triggers, env, ...names }} equal={`${names.beforeLabel} and ${names.afterLabel} hold the same content.`} />
        )}
      </QueryView>
    </div>
  )
}
