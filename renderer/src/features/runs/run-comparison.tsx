import { useQuery } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import type { Run, RunComparison } from '#shared/contract/runs.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useRouteParam } from '../../shell/params.ts'
import { ButtonLink, TextLink } from '../../ui/button-link.tsx'
import { Duration } from '../../ui/duration.tsx'
import { GoneState, isGone } from '../../ui/gone-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { RunStatusLabel } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { Difference } from '../history/index.tsx'
import { configName, costWords, envName } from './run-words.ts'

/** Two runs of one routine: how each went, and what was different about them. */
export function RunComparisonPage(): ReactElement {
  const companyId = useCompanyId()
  const id = useRouteParam('runId')
  const otherId = useRouteParam('otherId')
  const query = useQuery(useRpc().runs.compare.queryOptions({ input: { companyId, id, otherId } }))
  if (isGone(query)) {
    return (
      <>
        <PageHeader title="Compare runs" />
        <GoneState
          noun="run"
          action={
            <ButtonLink to="/c/$companyId/runs" params={{ companyId }}>
              All runs
            </ButtonLink>
          }
        />
      </>
    )
  }
  return (
    <QueryView
      query={query}
      what="the comparison"
      loading={
        <PageBody>
          <SkeletonBlock label="comparison" />
        </PageBody>
      }
    >
      {(comparison) => <Comparison {...comparison} />}
    </QueryView>
  )
}

function Comparison({ before, after, fields, env }: RunComparison) {
  const title = `Run #${after.number} compared with #${before.number}`
  return (
    <>
      <PageHeader
        title={title}
        kind={title}
        meta={
          <TextLink to="/c/$companyId/routines/$routineId" params={{ companyId: after.companyId, routineId: after.routineId }}>
            {after.routineName}
          </TextLink>
        }
      />
      <PageBody>
        <Section title="Outcome">
          <Outcomes before={before} after={after} />
        </Section>
        <Difference
          {...{ fields, env }}
          beforeLabel={`#${before.number}`}
          afterLabel={`#${after.number}`}
          equal="Both ran the same configuration with the same environment. What differed lies outside of Wheelhouse: the program, the machine, or what it talked to."
        />
      </PageBody>
    </>
  )
}

function Outcomes({ before, after }: { before: Run; after: Run }) {
  const row = (label: string, cell: (run: Run) => ReactNode) => (
    <tr>
      <th scope="row" className="text-left font-normal text-muted">
        {label}
      </th>
      <td>{cell(before)}</td>
      <td>{cell(after)}</td>
    </tr>
  )
  return (
    <table aria-label="Outcome" className="w-full table-fixed text-base">
      <thead>
        <tr className="text-left [&>*]:border-b [&>*]:border-line [&>*]:py-1 [&>*]:pr-4 [&>th]:font-medium">
          <td className="w-32" />
          <th scope="col">
            <RunLink run={before} />
          </th>
          <th scope="col">
            <RunLink run={after} />
          </th>
        </tr>
      </thead>
      <tbody className="[&>tr>*]:border-b [&>tr>*]:border-line [&>tr>*]:py-1.5 [&>tr>*]:pr-4 [&>tr>*]:align-top">
        {row('Status', ({ status }) => (
          <RunStatusLabel status={status} />
        ))}
        {row('What happened', ({ message }) => (
          <span className="break-words">{message ?? '—'}</span>
        ))}
        {row('Started', ({ startedAt }) => (
          <Time at={startedAt} />
        ))}
        {row('Duration', ({ durationMs }) => (
          <Duration ms={durationMs} />
        ))}
        {row('Exit', ({ exitCode, signal }) => (exitCode === null ? (signal ?? '—') : `code ${exitCode}`))}
        {row('Cost', costWords)}
        {row('Configuration', configName)}
        {row('Environment', envName)}
      </tbody>
    </table>
  )
}

function RunLink({ run: { companyId, id, number } }: { run: Run }) {
  return (
    <TextLink to="/c/$companyId/runs/$runId" params={{ companyId, runId: id }}>
      Run #{number}
    </TextLink>
  )
}
