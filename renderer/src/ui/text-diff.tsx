import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ReactElement, useMemo, useRef, useState } from 'react'
import { Checkbox } from './checkbox.tsx'
import { type DiffItem, layOut } from './diff-layout.ts'
import { IconButton } from './icon-button.tsx'
import { diffLines } from './line-diff.ts'
import { SegmentedControl } from './segmented-control.tsx'
import { useShortcut } from './shortcuts.ts'
import { TextDiffLine } from './text-diff-line.tsx'

export interface TextDiffProps {
  /** What is compared: "Description". */
  label: string
  before: string
  after: string
  /** Names of the two sides: "r9", "r14". */
  beforeLabel: string
  afterLabel: string
  /** Whether `]` and `[` step through this one; with several on a page, one of them. */
  keys?: boolean
}

/** More lines than this are drawn only where they are in sight. */
const MOST_DRAWN = 200
const LINE_HEIGHT = 20

/** Two texts compared: unified or side by side, changed words marked, what did not change folded away. */
export function TextDiff({ label, before, after, beforeLabel, afterLabel, keys = true }: TextDiffProps): ReactElement {
  const [view, setView] = useState<'unified' | 'split'>('unified')
  const [wrap, setWrap] = useState(true)
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const [current, setCurrent] = useState<number | null>(null)
  const box = useRef<HTMLElement>(null)
  const rows = useMemo(() => diffLines(before, after), [before, after])
  const { items, changes } = useMemo(() => layOut(rows, view === 'split', open), [rows, view, open])
  const goTo = useReveal(box, items)
  const step = (by: 1 | -1) => {
    if (changes === 0) return
    const next = current === null ? (by === 1 ? 0 : changes - 1) : (current + by + changes) % changes
    setCurrent(next)
    goTo.change(next)
  }
  useShortcut(']', 'Next change', () => step(1), { enabled: keys && changes > 0 })
  useShortcut('[', 'Previous change', () => step(-1), { enabled: keys && changes > 0 })
  return (
    <div className="flex flex-col overflow-hidden rounded-card border border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-3 py-1.5">
        <span className="font-medium">{label}</span>
        <span className="text-sm text-muted">
          <span aria-hidden>−</span> {beforeLabel} <span aria-hidden>+</span> {afterLabel}
        </span>
        <span className="flex-1" />
        <span role="status" className="text-sm text-muted tabular-nums">
          {placeWords(current, changes)}
        </span>
        <IconButton icon={ArrowUp} label="Previous change" shortcut="[" onClick={() => step(-1)} disabledReason={nothing(changes)} />
        <IconButton icon={ArrowDown} label="Next change" shortcut="]" onClick={() => step(1)} disabledReason={nothing(changes)} />
        <SegmentedControl
          label={`View of ${label}`}
          hideLabel
          value={view}
          onChange={setView}
          options={[
            { value: 'unified', label: 'Unified' },
            { value: 'split', label: 'Split' },
          ]}
        />
        <Checkbox label="Wrap" checked={wrap} onChange={setWrap} />
      </div>
      <section
        ref={box}
        aria-label={`${label}, ${beforeLabel} compared with ${afterLabel}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        data-ring="inset"
        className="max-h-[60vh] overflow-auto bg-surface font-mono text-sm leading-5"
      >
        <Lines
          items={items}
          virtual={goTo.virtual}
          draw={(item) =>
            item.kind === 'fold' ? (
              <Fold count={item.count} onOpen={() => setOpen(new Set([...open, item.at]))} />
            ) : (
              <TextDiffLine item={item} split={view === 'split'} wrap={wrap} current={current !== null && item.change === current} />
            )
          }
        />
      </section>
    </div>
  )
}

type Virtual = ReturnType<typeof useVirtualizer<HTMLElement, Element>> | null

/** Brings a change into sight, wherever in the text it is. */
function useReveal(box: React.RefObject<HTMLElement | null>, items: DiffItem[]): { change: (change: number) => void; virtual: Virtual } {
  const long = items.length > MOST_DRAWN
  const virtualizer = useVirtualizer({
    count: long ? items.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  })
  const change = (wanted: number) => {
    const index = items.findIndex((item) => item.kind === 'line' && item.change === wanted)
    if (long) virtualizer.scrollToIndex(index, { align: 'center' })
    else box.current?.querySelector(`[data-line="${index}"]`)?.scrollIntoView?.({ block: 'nearest' })
  }
  return { change, virtual: long ? virtualizer : null }
}

function Lines({ items, virtual, draw }: { items: DiffItem[]; virtual: Virtual; draw: (item: DiffItem) => ReactElement }) {
  if (!virtual) {
    return items.map((item, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line is its position
      <div key={index} data-line={index}>
        {draw(item)}
      </div>
    ))
  }
  return (
    <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start }) => (
        <div
          key={index}
          data-index={index}
          ref={virtual.measureElement}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${start}px)` }}
        >
          {draw(items[index] as DiffItem)}
        </div>
      ))}
    </div>
  )
}

function Fold({ count, onOpen }: { count: number; onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full justify-center bg-sunken py-0.5 font-sans text-muted hover:bg-hover hover:text-default"
    >
      Show {count} unchanged lines
    </button>
  )
}

function placeWords(current: number | null, changes: number): string {
  if (changes === 0) return 'No changes'
  if (current !== null) return `Change ${current + 1} of ${changes}`
  return changes === 1 ? '1 change' : `${changes} changes`
}

function nothing(changes: number): string | undefined {
  return changes === 0 ? 'Nothing differs.' : undefined
}
