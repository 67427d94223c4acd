import { useQuery } from '@tanstack/react-query'
import { GitCompareArrows, RotateCcw } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Revision, Routine } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { counted } from '../../ui/counted.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { RestoreDialog } from './restore-dialog.tsx'
import { type DiffersNow, SnapshotContent } from './snapshot-content.tsx'

export interface SnapshotViewProps {
  routine: Pick<Routine, 'id' | 'companyId' | 'enabled' | 'revisionNumber'>
  revision: Revision
  current: Revision
  /** The revision before this one, when there is one. */
  previous: Revision | undefined
  onCompare: (before: Revision, after: Revision) => void
}

const nothing: DiffersNow = { fields: new Set(), triggers: new Set(), keys: new Set() }

/** A revision as it was saved, with what is different now marked. Nothing in it can be edited. */
export function SnapshotView({ routine, revision, current, previous, onCompare }: SnapshotViewProps): ReactElement {
  const { companyId, id } = routine
  const rpc = useRpc()
  const query = useQuery(rpc.routines.revision.queryOptions({ input: { companyId, id, revisionId: revision.id } }))
  const differs = useDiffersNow(routine, revision, current)
  const [restoring, setRestoring] = useState(false)
  const offline = useOfflineReason()
  return (
    <>
      {revision.current ? (
        <div className="flex flex-wrap items-center gap-2">
          <p className="flex-1 text-muted">r{revision.number} is what the next run gets. Read-only here; the other tabs change it.</p>
          {previous && (
            <Button icon={GitCompareArrows} onClick={() => onCompare(previous, revision)}>
              Compare with r{previous.number}
            </Button>
          )}
        </div>
      ) : (
        <Banner
          tone="info"
          title={`r${revision.number}, read-only.`}
          action={
            <span className="flex flex-wrap gap-2">
              <Button icon={GitCompareArrows} onClick={() => onCompare(revision, current)}>
                Compare with r{current.number}
              </Button>
              <Button variant="primary" icon={RotateCcw} disabledReason={offline} onClick={() => setRestoring(true)}>
                Restore r{revision.number}
              </Button>
            </span>
          }
        >
          {differenceSentence(differs, current.number)}
        </Banner>
      )}
      <QueryView query={query} what={`revision r${revision.number}`} loading={<SkeletonBlock label="revision" lines={8} />}>
        {({ snapshot }) => <SnapshotContent companyId={companyId} snapshot={snapshot} differs={differs ?? nothing} current={`r${current.number}`} />}
      </QueryView>
      {restoring && <RestoreDialog routine={routine} revision={revision} onClose={() => setRestoring(false)} />}
    </>
  )
}

/** What differs between the revision and the current one; undefined until it is known. */
function useDiffersNow({ companyId, id }: SnapshotViewProps['routine'], revision: Revision, current: Revision): DiffersNow | undefined {
  const { data } = useQuery(
    useRpc().routines.compare.queryOptions({ input: { companyId, id, beforeId: revision.id, afterId: current.id }, enabled: !revision.current }),
  )
  if (!data) return revision.current ? nothing : undefined
  return {
    fields: new Set(data.fields.map(({ field }) => field)),
    triggers: new Set(data.triggers.map(({ field }) => field)),
    keys: new Set(data.env.map(({ key }) => key)),
  }
}

function differenceSentence(differs: DiffersNow | undefined, current: number): string {
  if (!differs) return 'Runs of this revision keep it.'
  const parts = [
    differs.fields.size > 0 && counted(differs.fields.size, 'field'),
    differs.triggers.size > 0 && counted(differs.triggers.size, 'trigger'),
    differs.keys.size > 0 && counted(differs.keys.size, 'env key'),
  ].filter((part) => part !== false)
  return parts.length === 0
    ? `It holds the same content as r${current}, which is current.`
    : `Different from r${current}, which is current: ${parts.join(', ')}.`
}
