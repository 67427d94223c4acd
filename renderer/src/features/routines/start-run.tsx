import { Play } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Routine } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { Button } from '../../ui/button.tsx'
import { useRunNow } from './routine-verbs.ts'

/** The first run of a routine that never ran. */
export function StartRun({ routine }: { routine: Routine }): ReactElement {
  const { run, busy } = useRunNow()
  return (
    <Button variant="primary" icon={Play} busy={busy} disabledReason={useOfflineReason()} onClick={() => run({ routine })}>
      Run now
    </Button>
  )
}
