import { useNavigate } from '@tanstack/react-router'
import { Check, ChevronDown, Copy, Ellipsis, Play, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Routine } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { SampleTag } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { RoutineStatusLabel } from '../../ui/status.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TabLinks } from '../../ui/tab-links.tsx'
import { Time } from '../../ui/time.tsx'
import { DeleteRoutine } from './delete-routine.tsx'
import { useDuplicate, useRunNow, useSetEnabled } from './routine-verbs.ts'

/** Name, state, next run and verbs of a routine, with its tabs as links. */
export function RoutineHeader({ routine }: { routine: Routine }): ReactElement {
  const params = { companyId: routine.companyId, routineId: routine.id }
  return (
    <PageHeader
      title={routine.name}
      kind="Routine"
      status={
        <span className="flex items-center gap-2">
          <RoutineStatusLabel status={routine.status} reason={routine.disabledReason} />
          {routine.isSample && <SampleTag />}
        </span>
      }
      meta={
        <>
          <span>
            Next run <Time at={routine.nextDueAt} due empty={routine.enabled ? 'not scheduled' : 'none while disabled'} />
          </span>
          <span>Revision r{routine.revisionNumber}</span>
        </>
      }
      actions={<Verbs routine={routine} />}
      tabs={
        <TabLinks
          label="Routine"
          tabs={[
            { label: 'Overview', link: { to: '/c/$companyId/routines/$routineId', params } },
            { label: 'Triggers', link: { to: '/c/$companyId/routines/$routineId/triggers', params }, count: routine.triggers.length },
            { label: 'Secrets', link: { to: '/c/$companyId/routines/$routineId/secrets', params } },
            { label: 'Runs', link: { to: '/c/$companyId/routines/$routineId/runs', params } },
            { label: 'History', link: { to: '/c/$companyId/routines/$routineId/history', params } },
          ]}
        />
      }
    />
  )
}

function Verbs({ routine }: { routine: Routine }) {
  const navigate = useNavigate()
  const offline = useOfflineReason()
  const { setEnabled, busyId } = useSetEnabled()
  const duplicate = useDuplicate()
  const [deleting, setDeleting] = useState(false)
  return (
    <>
      <Switch
        label="Enabled"
        checked={routine.enabled}
        busy={busyId !== null}
        disabledReason={offline}
        onChange={(enabled) => setEnabled({ routine, enabled })}
      />
      <RunButton routine={routine} offline={offline} />
      <Menu
        align="end"
        trigger={<IconButton size="md" icon={Ellipsis} label="More" />}
        items={[
          { label: 'Duplicate', icon: Copy, onSelect: () => duplicate(routine), disabledReason: offline },
          'separator',
          { label: 'Delete', icon: Trash2, danger: true, onSelect: () => setDeleting(true), disabledReason: offline },
        ]}
      />
      {deleting && (
        <DeleteRoutine
          routine={routine}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/c/$companyId/routines', params: { companyId: routine.companyId } })}
        />
      )}
    </>
  )
}

/** Starts a run; the menu beside it says whether the log opens, and remembers the answer. */
function RunButton({ routine, offline }: { routine: Routine; offline: string | undefined }) {
  const { run, busy, runAndFollow } = useRunNow()
  const start = (follow?: boolean) => run({ routine, ...(follow === undefined ? {} : { follow }) })
  useShortcut('r', 'Run now', () => !offline && start())
  return (
    <div className="flex">
      <Button variant="primary" icon={Play} busy={busy} disabledReason={offline} onClick={() => start()} className="rounded-r-none!">
        Run now
      </Button>
      <Menu
        align="end"
        trigger={
          <IconButton
            variant="primary"
            size="md"
            icon={ChevronDown}
            label="How to run"
            disabledReason={offline}
            className="rounded-l-none! border-l! border-l-surface/40!"
          />
        }
        items={[
          { label: 'Run and follow the log', onSelect: () => start(true), ...(runAndFollow ? { icon: Check } : {}) },
          { label: 'Run in the background', onSelect: () => start(false), ...(runAndFollow ? {} : { icon: Check }) },
        ]}
      />
    </div>
  )
}
