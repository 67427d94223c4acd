import { useMutation } from '@tanstack/react-query'
import { Pencil, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Trigger } from '#shared/contract/triggers.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Code } from '../../ui/code.tsx'
import { RowMenu } from '../../ui/menu.tsx'
import { Card } from '../../ui/section.tsx'
import { Switch } from '../../ui/switch.tsx'
import { toast } from '../../ui/toast.tsx'
import { NextRuns } from './next-runs.tsx'
import { Warnings } from './schedule-fields.tsx'
import { usePreview } from './use-preview.ts'

interface TriggerCardProps {
  companyId: string
  trigger: Trigger
  routineEnabled: boolean
  onEdit: () => void
}

/** A schedule read out: words first, the expression second, its zone, and the dates it comes to. */
export function TriggerCard({ companyId, trigger, routineEnabled, onEdit }: TriggerCardProps): ReactElement {
  const offline = useOfflineReason()
  const { preview } = usePreview(trigger.cron, trigger.timezone)
  const { setEnabled, remove } = useTriggerVerbs(companyId, trigger)
  const on = trigger.enabled && routineEnabled
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex items-start gap-3">
        <div className="flex min-w-0 flex-1 flex-col gap-0.5">
          <h3 className="text-md font-medium">{trigger.words}</h3>
          <p className="flex flex-wrap items-center gap-x-2 text-muted">
            <Code>{trigger.cron}</Code> {trigger.timezone}
            {trigger.label && <span>· {trigger.label}</span>}
          </p>
        </div>
        <Switch
          label={`${trigger.words} enabled`}
          hideLabel
          checked={trigger.enabled}
          busy={setEnabled.isPending}
          disabledReason={offline}
          onChange={(enabled) => setEnabled.mutate(enabled)}
        />
        <RowMenu
          label={`Actions for ${trigger.words}`}
          items={[
            { label: 'Change', icon: Pencil, onSelect: onEdit, disabledReason: offline },
            { label: 'Delete', icon: Trash2, danger: true, onSelect: () => remove.mutate(), disabledReason: offline },
          ]}
        />
      </div>
      {preview?.valid && (
        <>
          <Warnings warnings={preview.warnings} />
          {preview.next.length > 0 && <NextRuns next={preview.next} timezone={trigger.timezone} caption={on ? 'Next runs' : 'Would run'} />}
        </>
      )}
    </Card>
  )
}

function useTriggerVerbs(companyId: string, trigger: Trigger) {
  const rpc = useRpc()
  const update = useMutation(rpc.triggers.update.mutationOptions())
  const create = useMutation(rpc.triggers.create.mutationOptions())
  const drop = useMutation(rpc.triggers.remove.mutationOptions())
  const put = (enabled: boolean) => update.mutateAsync({ companyId, id: trigger.id, enabled })
  const { label, cron, timezone, routineId, enabled: wasEnabled } = trigger
  const setEnabled = useMutation({
    mutationFn: put,
    onSuccess: (_saved, enabled) =>
      toast.done(enabled ? 'Schedule enabled.' : 'Schedule disabled.', { undo: () => put(!enabled).then(() => undefined) }),
    onError: (error, enabled) => toast.failed(`Couldn't ${enabled ? 'enable' : 'disable'} the schedule. It is as it was.`, error),
  })
  const remove = useMutation({
    mutationFn: () => drop.mutateAsync({ companyId, id: trigger.id }),
    onSuccess: () =>
      toast.done('Schedule deleted.', {
        undo: () => create.mutateAsync({ companyId, routineId, label, cron, timezone, enabled: wasEnabled }).then(() => undefined),
      }),
    onError: (error) => toast.failed("Couldn't delete the schedule. It is as it was.", error),
  })
  return { setEnabled, remove }
}
