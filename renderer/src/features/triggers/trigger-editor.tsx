import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import type { Trigger } from '#shared/contract/triggers.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { usePreview } from './use-preview.ts'

export interface TriggerEditorProps {
  companyId: string
  routineId: string
  /** The trigger to change; null to add one. */
  trigger: Trigger | null
  onClose: () => void
}

/** Adds or changes a trigger. A new one starts in the host's own zone; a stored zone never changes by itself. */
export function TriggerEditor(props: TriggerEditorProps): ReactElement {
  const zones = useTimezones()
  const [draft, setDraft] = useState({
    label: props.trigger?.label ?? '',
    cron: props.trigger?.cron ?? '0 9 * * *',
    timezone: props.trigger?.timezone ?? '',
  })
  const timezone = draft.timezone || zones.data?.system || ''
  const { preview, current } = usePreview(draft.cron, timezone)
  const save = useSaveTrigger(props)
  const blocked = !zones.data ? 'The zones are still loading.' : current && preview && !preview.valid ? 'Correct the schedule first.' : undefined
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={props.trigger ? 'Change the schedule' : 'Add a schedule'}
      description="Every save appends a revision to the routine."
      size="md"
      onSubmit={() => save.mutate({ ...draft, timezone })}
      submitLabel={props.trigger ? 'Save schedule' : 'Add schedule'}
      submitDisabledReason={blocked}
      busy={save.isPending}
      error={save.error}
    >
      <QueryView query={zones} what="time zones" loading={<SkeletonBlock label="time zones" />}>
        {(known) => (
          <div className="flex flex-col gap-4">
            <ScheduleFields
              value={{ cron: draft.cron, timezone }}
              onChange={(schedule) => setDraft({ ...draft, ...schedule })}
              zones={known.zones}
              enabled={props.trigger?.enabled ?? true}
              autoFocus
            />
            <TextField
              label="Label"
              optional
              value={draft.label}
              onChange={(label) => setDraft({ ...draft, label })}
              hint="Tells schedules of one routine apart."
            />
          </div>
        )}
      </QueryView>
    </DialogForm>
  )
}

/** The zones the host knows, with its own. */
export function useTimezones() {
  return useQuery(useRpc().triggers.timezones.queryOptions({ input: {} }))
}

function useSaveTrigger({ companyId, routineId, trigger, onClose }: TriggerEditorProps) {
  const rpc = useRpc()
  const create = useMutation(rpc.triggers.create.mutationOptions())
  const update = useMutation(rpc.triggers.update.mutationOptions())
  return useMutation({
    mutationFn: (draft: { label: string; cron: string; timezone: string }) =>
      trigger ? update.mutateAsync({ companyId, id: trigger.id, ...draft }) : create.mutateAsync({ companyId, routineId, ...draft }),
    onSuccess: () => {
      toast.done(trigger ? 'Schedule saved.' : 'Schedule added.')
      onClose()
    },
  })
}
