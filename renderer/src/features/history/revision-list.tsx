import clsx from 'clsx'
import type { KeyboardEvent, ReactElement, Ref } from 'react'
import type { Revision } from '#shared/contract/routines.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'

export interface RevisionListProps {
  revisions: Revision[]
  chosen: Revision | undefined
  onChoose: (revision: Revision) => void
  /** Steps to the next (1) or previous (-1) entry of the list. */
  onWalk: (by: 1 | -1) => void
  more: { busy: boolean; load: () => void } | null
  listRef: Ref<HTMLUListElement>
}

/** Newest first: number, what changed, who, when, and the summary given. */
export function RevisionList({ revisions, chosen, onChoose, onWalk, more, listRef }: RevisionListProps): ReactElement {
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' || event.key === 'ArrowLeft' ? 1 : event.key === 'ArrowUp' || event.key === 'ArrowRight' ? -1 : null
    if (by === null) return
    event.preventDefault()
    onWalk(by)
  }
  const [only] = revisions
  return (
    <>
      <ul ref={listRef} aria-label="Revisions" onKeyDown={onKeyDown} className="flex flex-col">
        {revisions.map((revision) => (
          <Entry key={revision.id} revision={revision} chosen={revision.id === chosen?.id} onChoose={() => onChoose(revision)} />
        ))}
      </ul>
      {revisions.length === 1 && only && (
        <p data-testid="state-empty" className="px-4 py-3 text-muted">
          r{only.number} is the only revision. The next save creates r{only.number + 1}.
        </p>
      )}
      {more && (
        <Button variant="ghost" busy={more.busy} onClick={more.load} className="m-2">
          Show older revisions
        </Button>
      )}
    </>
  )
}

function Entry({ revision, chosen, onChoose }: { revision: Revision; chosen: boolean; onChoose: () => void }) {
  return (
    <li className={clsx('relative border-b border-line px-4 py-2.5', chosen ? 'bg-selected' : 'hover:bg-hover')}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <button
          type="button"
          data-revision={revision.number}
          aria-current={chosen || undefined}
          tabIndex={chosen ? 0 : -1}
          onClick={onChoose}
          className="rounded-control font-medium tabular-nums after:absolute after:inset-0"
        >
          r{revision.number}
        </button>
        {revision.current && <Badge tone="ok">Current</Badge>}
        <span className="flex-1" />
        {revision.changed.map((part) => (
          <Badge key={part}>{part}</Badge>
        ))}
      </div>
      {revision.summary && <p className="mt-1 text-default">{revision.summary}</p>}
      <p className="relative mt-0.5 text-sm text-muted">
        {revision.createdBy} · <Time at={revision.createdAt} />
      </p>
    </li>
  )
}
