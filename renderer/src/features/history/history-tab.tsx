import { type KeyboardEvent, type ReactElement, useRef } from 'react'
import type { Revision, Routine } from '#shared/contract/routines.ts'
import { useSearchState } from '../../shell/params.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { useUnsaved } from '../../ui/unsaved.ts'
import { CompareView } from './compare-view.tsx'
import { RevisionList, walkKey } from './revision-list.tsx'
import { SnapshotView } from './snapshot-view.tsx'
import { UnsavedBanner } from './unsaved-banner.tsx'
import { useRevisions } from './use-revisions.ts'

export interface HistoryTabProps {
  routine: Pick<Routine, 'id' | 'companyId' | 'enabled' | 'revisionNumber'>
}

/** Every revision on the left; on the right the chosen one, or two compared. Both are in the address. */
export function HistoryTab({ routine }: HistoryTabProps): ReactElement {
  const { companyId, id } = routine
  const [wanted, setWanted] = useSearchState<number>('r', 0)
  const [pair, setPair] = useSearchState<string>('compare', '')
  const [beforeNumber, afterNumber] = pairOf(pair)
  const unsaved = useUnsaved()
  const { query, revisions } = useRevisions(companyId, id, [wanted, beforeNumber, afterNumber])
  const list = useRef<HTMLUListElement>(null)
  const current = revisions.find((revision) => revision.current) ?? revisions[0]
  const find = (number: number) => revisions.find((revision) => revision.number === number)
  const [before, after] = [find(beforeNumber), find(afterNumber)]
  const comparing = before !== undefined && after !== undefined
  const chosen = (comparing ? before : find(wanted)) ?? current
  const compare = (from: number, to: number) => setPair(`r${from}..r${to}`)
  const choose = (revision: Revision) => {
    if (comparing) compare(revision.number, after.number)
    else setWanted(revision.current ? 0 : revision.number)
  }
  const walk = (by: 1 | -1, focus: boolean) => {
    const next = revisions[(chosen ? revisions.indexOf(chosen) : 0) + by]
    if (!next) return
    choose(next)
    if (focus) list.current?.querySelector<HTMLElement>(`[data-revision="${next.number}"]`)?.focus()
  }
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex w-75 shrink-0 flex-col overflow-y-auto border-r border-line bg-surface max-md:w-52">
        <QueryView query={query} what="revisions" loading={<SkeletonRows label="revisions" rows={4} />}>
          {() => (
            <RevisionList
              listRef={list}
              revisions={revisions}
              chosen={chosen}
              compared={comparing ? after : undefined}
              onChoose={choose}
              onWalk={(by) => walk(by, true)}
              more={query.hasNextPage ? { busy: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : null}
            />
          )}
        </QueryView>
      </div>
      {chosen && current && (
        <Detail
          label={comparing ? `r${before.number} compared with r${after.number}` : `Revision r${chosen.number}`}
          onWalk={(by) => walk(by, false)}
        >
          {unsaved ? (
            <UnsavedBanner unsaved={unsaved} />
          ) : comparing ? (
            <CompareView {...{ companyId, routineId: id, revisions, before, after }} onChoose={compare} onClose={() => setPair('')} />
          ) : (
            <SnapshotView
              key={chosen.id}
              routine={routine}
              revision={chosen}
              current={current}
              previous={revisions[revisions.indexOf(chosen) + 1]}
              onCompare={(from, to) => compare(from.number, to.number)}
            />
          )}
        </Detail>
      )}
    </div>
  )
}

/** `r9..r14` in the address. */
function pairOf(text: string): [number, number] {
  const [, before = '0', after = '0'] = /^r(\d{1,9})\.\.r(\d{1,9})$/.exec(text) ?? []
  return [Number(before), Number(after)]
}

/** The right side. With the focus on it, the arrow keys walk revisions as they do in the list. */
function Detail({ label, onWalk, children }: { label: string; onWalk: (by: 1 | -1) => void; children: ReactElement }) {
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.target === event.currentTarget ? walkKey(event) : null
    if (by !== null) onWalk(by)
  }
  return (
    // biome-ignore-start lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    // biome-ignore-start lint/a11y/noStaticElementInteractions: its keys repeat those of the list
    <section aria-label={label} tabIndex={0} data-ring="inset" onKeyDown={onKeyDown} className="min-w-0 flex-1 overflow-y-auto px-6 py-5">
      <div className="mx-auto flex max-w-4xl flex-col gap-6">{children}</div>
    </section>
    // biome-ignore-end lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    // biome-ignore-end lint/a11y/noStaticElementInteractions: its keys repeat those of the list
  )
}
