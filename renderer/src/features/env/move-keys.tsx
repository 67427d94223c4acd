import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { counted } from '../../ui/counted.ts'
import { DialogForm } from '../../ui/dialog.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { toast } from '../../ui/toast.tsx'
import type { EnvPlace } from './place.ts'

/** A layer below the one that is edited. */
export interface MoveTarget {
  layer: 'project' | 'agent'
  id: string
  name: string
}

export interface MoveKeysProps {
  place: EnvPlace
  targets: readonly [MoveTarget, ...MoveTarget[]]
  entries: Env
  onMoved: (keys: ReadonlySet<string>) => void
  onClose: () => void
}

/** Moves keys to the project or the agent. They are stored there at once; here they leave the form and go with Save. */
export function MoveKeys({ place, targets, entries, onMoved, onClose }: MoveKeysProps): ReactElement {
  const [layer, setLayer] = useState(targets[0].layer)
  const target = targets.find((one) => one.layer === layer) ?? targets[0]
  const { data: there, save } = useTarget(place.companyId, target)
  const keys = new Set(entries.map(({ key }) => key))
  const replaced = there?.env.filter(({ key }) => keys.has(key)).map(({ key }) => key) ?? []
  const others = there ? there.routines - 1 : 0
  const move = () => {
    if (!there) return
    const env: Env = [...there.env.filter(({ key }) => !keys.has(key)), ...entries]
    save.mutate(
      { companyId: place.companyId, id: target.id, env, baseVersion: there.version },
      {
        onSuccess: () => {
          onMoved(keys)
          toast.done(`Stored ${counted(keys.size, 'key')} at ${target.name}. Save to take ${keys.size === 1 ? 'it' : 'them'} from ${place.name}.`)
          onClose()
        },
      },
    )
  }
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Move ${counted(keys.size, 'key')} of ${place.name}`}
      submitLabel={`Move to ${target.name}`}
      busy={save.isPending}
      error={save.error}
      submitDisabledReason={there ? undefined : 'Its environment is being read.'}
      onSubmit={move}
    >
      {targets.length > 1 && (
        <SegmentedControl
          label="Where to"
          value={layer}
          onChange={setLayer}
          options={targets.map((one) => ({ value: one.layer, label: `${one.layer === 'project' ? 'Project' : 'Agent'} ${one.name}` }))}
        />
      )}
      <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-faint">
        <li>
          {[...keys].slice(0, 6).join(', ')}
          {keys.size > 6 && ` and ${keys.size - 6} more`} {keys.size === 1 ? 'is' : 'are'} stored at {target.name} at once, and leave this routine
          when you save.
        </li>
        <li>
          {others > 0
            ? `${counted(others, 'other routine')} of ${target.name} ${others === 1 ? 'gets' : 'get'} ${keys.size === 1 ? 'it' : 'them'} too, from the next run.`
            : `No other routine uses ${target.name}.`}
        </li>
        {replaced.length > 0 && (
          <li className="text-warn">
            {replaced.join(', ')} there {replaced.length === 1 ? 'is' : 'are'} replaced.
          </li>
        )}
      </ul>
    </DialogForm>
  )
}

/** What is stored at the target now, and how to change it. */
function useTarget(companyId: string, target: MoveTarget) {
  const rpc = useRpc()
  const input = { companyId, id: target.id }
  const isAgent = target.layer === 'agent'
  const agent = useQuery(rpc.agents.get.queryOptions({ input, enabled: isAgent }))
  const project = useQuery(rpc.projects.get.queryOptions({ input, enabled: !isAgent }))
  // Not kept after the answer: the values were typed a moment ago.
  const toAgent = useMutation(rpc.agents.update.mutationOptions({ gcTime: 0 }))
  const toProject = useMutation(rpc.projects.update.mutationOptions({ gcTime: 0 }))
  return isAgent ? { data: agent.data, save: toAgent } : { data: project.data, save: toProject }
}
