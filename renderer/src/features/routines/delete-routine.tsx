import type { ReactElement } from 'react'
import type { RoutineRow } from '#shared/contract/routines.ts'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted } from '../../ui/counted.ts'
import { useDelete } from './routine-verbs.ts'

export interface DeleteRoutineProps {
  routine: RoutineRow
  onClose: () => void
  onDeleted?: () => void
}

/** Asks for the name before a routine leaves every list. */
export function DeleteRoutine({ routine, onClose, onDeleted }: DeleteRoutineProps): ReactElement {
  const remove = useDelete()
  const schedules = routine.triggers.length
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete routine ${routine.name}`}
      consequences={[
        'It leaves every list and cannot be started.',
        schedules === 0 ? 'It has no schedule to stop.' : `Its ${counted(schedules, 'schedule')} ${schedules === 1 ? 'stops' : 'stop'}.`,
        ...(routine.status === 'running' ? ['A run in progress goes on to its end.'] : []),
      ]}
      survives="Past runs with their logs, and every revision, stay. Undo brings the routine back as it was."
      confirmLabel="Delete routine"
      typeName={routine.name}
      danger
      onConfirm={async () => {
        await remove(routine)
        onDeleted?.()
      }}
    />
  )
}
