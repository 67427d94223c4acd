import { useQuery } from '@tanstack/react-query'
import { PanelRight } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useRouteParam } from '../../shell/params.ts'
import { SampleTag } from '../../ui/badge.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ButtonLink, TextLink } from '../../ui/button-link.tsx'
import { LiveDuration } from '../../ui/duration.tsx'
import { GoneState, isGone } from '../../ui/gone-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { StatusGlyph } from '../../ui/status.tsx'
import { runWords } from '../../ui/status-words.ts'
import { LogViewer } from './log-viewer.tsx'
import { RunActions } from './run-actions.tsx'
import { RunFacts } from './run-facts.tsx'
import { endSentence } from './run-words.ts'

/** One run: how it stands in a sentence, its log, and what it was given. */
export function RunPage(): ReactElement {
  const companyId = useCompanyId()
  const id = useRouteParam('runId')
  const rpc = useRpc()
  const query = useQuery(rpc.runs.get.queryOptions({ input: { companyId, id } }))
  const loading = (
    <PageBody>
      <SkeletonBlock label="run" />
    </PageBody>
  )
  if (isGone(query)) {
    return (
      <>
        <PageHeader title="Run" />
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
    <QueryView query={query} what="this run" loading={loading}>
      {(run) => <LoadedRun key={run.id} run={run} />}
    </QueryView>
  )
}

function LoadedRun({ run }: { run: Run }) {
  // In a window this narrow they would leave the log no room.
  const [factsShown, setFactsShown] = useState(() => window.innerWidth >= 800)
  return (
    <>
      <PageHeader
        title={`Run #${run.number}`}
        kind={`Run #${run.number}`}
        status={run.isSample ? <SampleTag /> : undefined}
        meta={<Headline run={run} />}
        actions={
          <>
            <RunActions run={run} />
            <IconButton
              size="md"
              icon={PanelRight}
              label={factsShown ? 'Hide the facts' : 'Show the facts'}
              aria-pressed={factsShown}
              onClick={() => setFactsShown(!factsShown)}
            />
          </>
        }
      />
      {run.message && needsExplaining(run) && (
        <Banner tone={run.status === 'lost' ? 'warn' : 'danger'} title={run.message} className="rounded-none border-x-0 border-t-0 px-6">
          {run.reason && <span className="font-mono text-sm">({run.reason})</span>}
        </Banner>
      )}
      <div className="flex min-h-0 flex-1">
        <LogViewer run={run} />
        {factsShown && <RunFacts run={run} />}
      </div>
    </>
  )
}

/** An exit code is said in full by the sentence; anything else that went wrong has a cause worth a line of its own. */
function needsExplaining(run: Run): boolean {
  return run.status !== 'succeeded' && run.status !== 'cancelled' && run.reason !== 'exited'
}

/** The silhouette alone: the sentence beside it says the word, and a screen reader would hear it twice. */
function glyphOf({ status }: Run) {
  const { glyph, tone } = runWords[status]
  return { glyph, tone }
}

function Headline({ run }: { run: Run }) {
  const sentence = endSentence(run)
  return (
    <>
      <span className="flex items-center gap-1.5" data-testid="run-sentence">
        <StatusGlyph {...glyphOf(run)} />
        {sentence ?? (
          <span className="text-default">
            {run.status === 'queued' ? 'Waiting to start for ' : 'Running for '}
            <LiveDuration since={run.startedAt ?? run.queuedAt} />
          </span>
        )}
      </span>
      <TextLink to="/c/$companyId/routines/$routineId" params={{ companyId: run.companyId, routineId: run.routineId }}>
        {run.routineName}
      </TextLink>
    </>
  )
}
