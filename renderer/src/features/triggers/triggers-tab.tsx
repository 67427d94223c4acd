import { useQuery } from '@tanstack/react-query'
import { CalendarClock, Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Trigger } from '#shared/contract/triggers.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TriggerCard } from './trigger-card.tsx'
import { TriggerEditor } from './trigger-editor.tsx'

export interface TriggersTabProps {
  companyId: string
  routineId: string
  routineEnabled: boolean
}

/** When a routine runs by itself. */
export function TriggersTab({ companyId, routineId, routineEnabled }: TriggersTabProps): ReactElement {
  const offline = useOfflineReason()
  const query = useQuery(useRpc().triggers.list.queryOptions({ input: { companyId, routineId } }))
  const [editing, setEditing] = useState<Trigger | 'new' | null>(null)
  const add = (
    <Button icon={Plus} variant="primary" disabledReason={offline} onClick={() => setEditing('new')}>
      Add schedule
    </Button>
  )
  return (
    <PageBody>
      {!routineEnabled && (
        <Banner tone="paused" title="This routine is disabled.">
          Its schedules wait; the dates below say when it would run.
        </Banner>
      )}
      <QueryView
        query={query}
        what="schedules"
        loading={<SkeletonBlock label="schedules" lines={6} />}
        isEmpty={(triggers) => triggers.length === 0}
        empty={
          <EmptyState
            icon={CalendarClock}
            title="No schedule"
            body="It runs when someone starts it by hand. A schedule starts it by itself, in a time zone you choose."
            action={add}
          />
        }
      >
        {(triggers) => (
          <Section title="Schedules" description="Dates come from the scheduler that starts the runs." actions={add}>
            {triggers.map((trigger) => (
              <TriggerCard
                key={trigger.id}
                companyId={companyId}
                trigger={trigger}
                routineEnabled={routineEnabled}
                onEdit={() => setEditing(trigger)}
              />
            ))}
          </Section>
        )}
      </QueryView>
      {editing && (
        <TriggerEditor companyId={companyId} routineId={routineId} trigger={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </PageBody>
  )
}
