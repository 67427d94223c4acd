import clsx from 'clsx'
import type { KeyboardEvent, ReactElement, Ref } from 'react'
import type { Revision } from '#shared/contract/routines.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'

export interface RevisionListProps {
  revisions: readonly Revision[]
  chosen: Revision | undefined
  /** The other revision of a comparison. */
  compared: Revision | undefined
  onChoose: (revision: Revision) => void
  /** Steps to an older (1) or newer (-1) revision. */
  onWalk: (by: 1 | -1) => void
  more: { busy: boolean; load: () => void } | null
  listRef: Ref<HTMLUListElement>
}

/** Steps through revisions with the arrow keys: left and down to older ones. */
export function walkKey(event: KeyboardEvent): 1 | -1 | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null
  if (event.key === 'ArrowLeft') return 1
  return event.key === 'ArrowRight' ? -1 : null
}

/** Newest first: number, what changed, who, when, and the summary given. */
export function RevisionList({ revisions, chosen, compared, onChoose, onWalk, more, listRef }: RevisionListProps): ReactElement {
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : walkKey(event)
    if (by === null) return
    event.preventDefault()
    onWalk(by)
  }
  const [only] = revisions
  return (
    <>
      <ul ref={listRef} aria-label="Revisions" onKeyDown={onKeyDown} className="flex flex-col">
        {revisions.map((revision) => (
          <Entry
            key={revision.id}
            revision={revision}
            chosen={revision.id === chosen?.id}
            compared={revision.id === compared?.id}
            onChoose={() => onChoose(revision)}
          />
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

interface EntryProps {
  revision: Revision
  chosen: boolean
  compared: boolean
  onChoose: () => void
}

function Entry({ revision, chosen, compared, onChoose }: EntryProps) {
  return (
    <li className={clsx('relative border-b border-line px-4 py-2.5', chosen ? 'bg-selected' : compared ? 'bg-sunken' : 'hover:bg-hover')}>
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
        {revision.restoredFrom !== null && <Badge tone="info">Restored from r{revision.restoredFrom}</Badge>}
        {compared && <Badge tone="accent">Compared</Badge>}
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
