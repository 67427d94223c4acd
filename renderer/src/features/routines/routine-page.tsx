import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { Routine } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useRouteParam } from '../../shell/params.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { GoneState, isGone } from '../../ui/gone-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { HistoryTab } from '../history/index.tsx'
import { RunsTable } from '../runs/runs-table.tsx'
import { TriggersTab } from '../triggers/index.tsx'
import { Kept } from './kept.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { RoutineHeader } from './routine-header.tsx'
import { SecretsTab } from './secrets-tab.tsx'
import { StartRun } from './start-run.tsx'

/** One routine; which tab shows is the last part of the address. */
export function RoutinePage(): ReactElement {
  const companyId = useCompanyId()
  const id = useRouteParam('routineId')
  const query = useQuery(useRpc().routines.get.queryOptions({ input: { companyId, id } }))
  const loading = (
    <PageBody>
      <SkeletonBlock label="routine" />
    </PageBody>
  )
  if (isGone(query)) {
    return (
      <>
        <PageHeader title="Routine" />
        <GoneState
          noun="routine"
          action={
            <ButtonLink to="/c/$companyId/routines" params={{ companyId }}>
              All routines
            </ButtonLink>
          }
        />
      </>
    )
  }
  return (
    <QueryView query={query} what="this routine" loading={loading}>
      {(routine) => (
        <>
          <RoutineHeader routine={routine} />
          <Tab key={routine.id} routine={routine} />
        </>
      )}
    </QueryView>
  )
}

function Tab({ routine }: { routine: Routine }) {
  const tab = useRouterState({ select: (state) => state.location.pathname.split('/')[5] ?? '' })
  return (
    <>
      <Kept form="overview" shown={tab === '' || tab === 'overview'}>
        <OverviewTab routine={routine} />
      </Kept>
      <Kept form="secrets" shown={tab === 'secrets'}>
        <SecretsTab routine={routine} />
      </Kept>
      <Other tab={tab} routine={routine} />
    </>
  )
}

function Other({ tab, routine }: { tab: string; routine: Routine }) {
  const { companyId, id: routineId } = routine
  switch (tab) {
    case 'triggers':
      return <TriggersTab companyId={companyId} routineId={routineId} routineEnabled={routine.enabled} />
    case 'runs':
      return (
        <PageBody flush>
          <RunsTable companyId={companyId} routineId={routineId} start={<StartRun routine={routine} />} />
        </PageBody>
      )
    case 'history':
      return <HistoryTab routine={routine} />
    default:
      return null
  }
}
