import { useQuery } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import type { RoutineSnapshot } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Code } from '../../ui/code.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Section } from '../../ui/section.tsx'
import { NextRuns, usePreview } from '../triggers/index.tsx'
import { Differs, SnapshotEnv } from './snapshot-env.tsx'

/** What of a revision is different now, by name of field, id of trigger and env key. */
export interface DiffersNow {
  fields: ReadonlySet<string>
  triggers: ReadonlySet<string>
  keys: ReadonlySet<string>
}

export interface SnapshotContentProps {
  companyId: string
  snapshot: RoutineSnapshot
  differs: DiffersNow
  /** Name of the revision it differs from: "r14". */
  current: string
}

/** Everything a revision froze; what is different now is marked. */
export function SnapshotContent({ companyId, snapshot, differs, current }: SnapshotContentProps): ReactElement {
  const rpc = useRpc()
  const agents = useQuery(rpc.agents.list.queryOptions({ input: { companyId } }))
  const projects = useQuery(rpc.projects.list.queryOptions({ input: { companyId } }))
  const project = snapshot.projectId === null ? 'None' : nameOf(projects.data, snapshot.projectId)
  const marked = (field: string, value: ReactNode) => (
    <span className="flex flex-wrap items-baseline gap-2">
      <span className="min-w-0">{value}</span>
      {differs.fields.has(field) && <Differs from={current} />}
    </span>
  )
  const description = snapshot.description === '' ? <None /> : <span className="whitespace-pre-wrap">{snapshot.description}</span>
  return (
    <>
      <Section title="Configuration">
        <KeyValue
          items={[
            { label: 'Name', value: marked('name', snapshot.name) },
            { label: 'Agent', value: marked('agent', nameOf(agents.data, snapshot.agentId)) },
            { label: 'Project', value: marked('project', project) },
            { label: 'Arguments', value: marked('args', <Arguments args={snapshot.args} />) },
            { label: 'Enabled', value: marked('enabled', snapshot.enabled ? 'Yes' : 'No') },
            { label: 'Description', value: marked('description', description) },
          ]}
        />
      </Section>
      <Section title="Triggers">
        {snapshot.triggers.length === 0 ? (
          <p className="text-muted">No schedule.</p>
        ) : (
          snapshot.triggers.map((trigger) => (
            <PastTrigger key={trigger.id} trigger={trigger} mark={differs.triggers.has(trigger.id) && <Differs from={current} />} />
          ))
        )}
      </Section>
      <Section
        title="Environment of the routine"
        description="Visible values in full; of hidden ones and of secrets only which one and which version."
      >
        <SnapshotEnv companyId={companyId} env={snapshot.env} differing={differs.keys} current={current} />
      </Section>
    </>
  )
}

function PastTrigger({ trigger, mark }: { trigger: RoutineSnapshot['triggers'][number]; mark: ReactNode }) {
  const { preview } = usePreview(trigger.cron, trigger.timezone)
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{preview?.valid ? preview.words : trigger.cron}</span>
        <Code>{trigger.cron}</Code>
        <span className="text-muted">{trigger.timezone}</span>
        {trigger.label && <span className="text-muted">{trigger.label}</span>}
        {!trigger.enabled && <Badge tone="paused">off</Badge>}
        {mark}
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
