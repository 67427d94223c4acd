import { useQuery } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import type { Revision, RoutineSnapshot } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Code } from '../../ui/code.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { NextRuns, usePreview } from '../triggers/index.tsx'
import { SnapshotEnv } from './snapshot-env.tsx'

export interface SnapshotViewProps {
  companyId: string
  routineId: string
  revision: Revision
}

/** A revision as it was saved. Nothing in it can be edited. */
export function SnapshotView({ companyId, routineId, revision }: SnapshotViewProps): ReactElement {
  const query = useQuery(useRpc().routines.revision.queryOptions({ input: { companyId, id: routineId, revisionId: revision.id } }))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section aria-label={`Revision r${revision.number}`} tabIndex={0} data-ring="inset" className="min-w-0 flex-1 overflow-y-auto px-6 py-5">
      <div className="mx-auto flex max-w-4xl flex-col gap-6">
        {revision.current ? (
          <p className="text-muted">r{revision.number} is what the next run gets. Read-only here; the other tabs change it.</p>
        ) : (
          <Banner tone="info" title={`r${revision.number}, read-only.`}>
            The routine has been saved since. Runs of this revision keep it.
          </Banner>
        )}
        <QueryView query={query} what={`revision r${revision.number}`} loading={<SkeletonBlock label="revision" lines={8} />}>
          {({ snapshot }) => <Snapshot companyId={companyId} snapshot={snapshot} />}
        </QueryView>
      </div>
    </section>
  )
}

function Snapshot({ companyId, snapshot }: { companyId: string; snapshot: RoutineSnapshot }) {
  const rpc = useRpc()
  const agents = useQuery(rpc.agents.list.queryOptions({ input: { companyId } }))
  const projects = useQuery(rpc.projects.list.queryOptions({ input: { companyId } }))
  const agent = nameOf(agents.data, snapshot.agentId)
  const project = snapshot.projectId === null ? 'None' : nameOf(projects.data, snapshot.projectId)
  return (
    <>
      <Section title="Configuration">
        <KeyValue
          items={[
            { label: 'Name', value: snapshot.name },
            { label: 'Agent', value: agent },
            { label: 'Project', value: project },
            { label: 'Arguments', value: <Arguments args={snapshot.args} /> },
            { label: 'Enabled', value: snapshot.enabled ? 'Yes' : 'No' },
            { label: 'Description', value: snapshot.description === '' ? <None /> : <p className="whitespace-pre-wrap">{snapshot.description}</p> },
          ]}
        />
      </Section>
      <Section title="Triggers">
        {snapshot.triggers.length === 0 ? (
          <p className="text-muted">No schedule.</p>
        ) : (
          snapshot.triggers.map((trigger) => <PastTrigger key={trigger.id} trigger={trigger} />)
        )}
      </Section>
      <Section title="Environment of the routine" description="Plain values in full; of secrets only which one and which version.">
        <SnapshotEnv companyId={companyId} env={snapshot.env} />
      </Section>
    </>
  )
}

function PastTrigger({ trigger }: { trigger: RoutineSnapshot['triggers'][number] }) {
  const { preview } = usePreview(trigger.cron, trigger.timezone)
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{preview?.valid ? preview.words : trigger.cron}</span>
        <Code>{trigger.cron}</Code>
        <span className="text-muted">{trigger.timezone}</span>
        {trigger.label && <span className="text-muted">{trigger.label}</span>}
        {!trigger.enabled && <Badge tone="paused">off</Badge>}
      </p>
      {preview?.valid && <NextRuns next={preview.next} timezone={trigger.timezone} caption="Would run" />}
    </div>
  )
}

function Arguments({ args }: { args: string[] }): ReactNode {
  if (args.length === 0) return <None />
  return (
    <ol className="flex flex-col gap-1">
      {args.map((argument, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an argument is its position
        <li key={index}>
          <Code>{argument}</Code>
        </li>
      ))}
    </ol>
  )
}

function None() {
  return <span className="text-faint">None</span>
}

function nameOf(things: ReadonlyArray<{ id: string; name: string }> | undefined, id: string): string {
  if (!things) return '…'
  return things.find((thing) => thing.id === id)?.name ?? 'Deleted since'
}
