import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { type KeyboardEvent, type MouseEvent, type ReactElement, useEffect, useLayoutEffect, useRef } from 'react'
import type { LogFeed } from './log-feed.ts'
import type { LogModel, LogSummary } from './log-model.ts'
import { LogRow } from './log-row.tsx'
import { extend, inRange, type LineRange, linesText } from './log-selection.ts'
import { type LogScroll, useLogScroll, windowRows } from './use-log-scroll.ts'

export interface LogLinesProps {
  label: string
  model: LogModel
  feed: LogFeed
  summary: LogSummary
  /** Pixels. */
  lineHeight: number
  wrap: boolean
  /** Text of the time column, or null without one. */
  stamp: (t: number) => string | null
  selection: LineRange | null
  onSelect: (range: LineRange | null) => void
  children: (scroll: LogScroll) => ReactElement | null
}

/** The lines themselves: only those on screen exist, whatever the length of the log. */
export function LogLines({ label, model, feed, summary, lineHeight, wrap, stamp, selection, onSelect, children }: LogLinesProps): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const firstRow = useRef<(() => number) | null>(null)
  const scroll = useLogScroll(box, model, summary, lineHeight, firstRow)
  const count = Math.max(0, Math.min(windowRows, summary.rows - scroll.base))
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => index + scroll.base,
    paddingStart: scroll.base * lineHeight,
    overscan: 24,
  })
  // On mount the virtualizer scrolls to its own beginning; a log that follows begins at its end.
  const { stick } = scroll
  useLayoutEffect(() => stick(), [stick])
  const items = virtualizer.getVirtualItems()
  const below = Math.max(0, summary.rows - scroll.base - count) * lineHeight
  const height = wrap ? virtualizer.getTotalSize() + below : summary.rows * lineHeight

  useLayoutEffect(() => {
    firstRow.current = wrap ? () => scroll.base + (virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0)?.index ?? 0) : null
  }, [wrap, virtualizer, scroll.base])
  // biome-ignore lint/correctness/useExhaustiveDependencies: both change the height of rows already measured
  useLayoutEffect(() => virtualizer.measure(), [wrap, lineHeight, virtualizer])

  const missing = items
    .map((item) => model.lineOf(item.index + scroll.base))
    .find((n) => model.line(n) === undefined && model.rule(n)?.kind !== 'lost')
  // Asked after every change: a block that could not be read is wanted again; one under way is not asked for twice.
  useEffect(() => {
    if (missing !== undefined) feed.want(missing)
  })

  const onClick = (event: MouseEvent) => {
    const n = lineUnder(event.target)
    if (n !== null) onSelect(extend(event.shiftKey ? selection : null, n))
  }
  const onKeyDown = (event: KeyboardEvent) => handleKey(event, { scroll, model, selection, onSelect, page: firstVisible(box.current, lineHeight) })
  const digits = Math.max(3, String(summary.total).length)

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as below
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- as above
        onScroll={scroll.onScroll}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onCopy={(event) => {
          if (!selection || !window.getSelection()?.isCollapsed) return
          event.preventDefault()
          event.clipboardData.setData('text/plain', linesText(model, selection))
        }}
        className="absolute inset-0 overflow-auto overscroll-contain [overflow-anchor:none] focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent"
      >
        <div className={clsx('relative min-w-full', wrap ? 'w-full' : 'w-max')} style={{ height }}>
          <div className={wrap ? 'absolute inset-x-0 top-0' : 'min-w-full'} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map((item) => {
              const n = model.lineOf(item.index + scroll.base)
              const line = model.line(n)
              return (
                <div
                  key={n}
                  data-index={item.index}
                  ref={wrap ? virtualizer.measureElement : undefined}
                  style={wrap ? { minHeight: lineHeight } : { height: lineHeight }}
                  className={wrap ? '[&_.log-text]:break-all [&_.log-text]:whitespace-pre-wrap' : '[&_.log-text]:whitespace-pre'}
                >
                  <LogRow
                    n={n}
                    line={line}
                    rule={model.rule(n)}
                    earlier={model.earlierStates(n)}
                    stamp={line ? stamp(line.t) : stamp(0) === null ? null : ''}
                    selected={inRange(selection, n)}
                    digits={digits}
                    onShowAll={showAllOf(model)}
                  />
                </div>
              )
            })}
          </div>
        </div>
      </div>
      {children(scroll)}
    </div>
  )
}

const showAll = new WeakMap<LogModel, () => void>()

/** The same function for the same model, so that rows that did not change are not drawn again. */
function showAllOf(model: LogModel): () => void {
  let known = showAll.get(model)
  if (!known) {
    known = () => model.setShowAll(true)
    showAll.set(model, known)
  }
  return known
}

function lineUnder(target: EventTarget): number | null {
  const line = target instanceof Element ? target.closest<HTMLElement>('[data-line]')?.dataset['line'] : undefined
  return line === undefined ? null : Number(line)
}

function firstVisible(box: HTMLDivElement | null, lineHeight: number): number {
  return box ? Math.floor(box.scrollTop / lineHeight) : 0
}

interface KeyContext {
  scroll: LogScroll
  model: LogModel
  selection: LineRange | null
  onSelect: (range: LineRange | null) => void
  /** First row on screen. */
  page: number
}

function handleKey(event: KeyboardEvent, { scroll, model, selection, onSelect, page }: KeyContext) {
  const arrow = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (event.shiftKey && arrow !== 0) {
    const total = model.summary().rows
    const from = selection ? model.rowOf(selection.head) : page - arrow
    onSelect(extend(selection, model.lineOf(Math.max(0, Math.min(total - 1, from + arrow)))))
  } else if (event.key === 'End') scroll.toEnd()
  else if (event.key === 'Home') scroll.toStart()
  else if (event.key === 'Escape' && selection) onSelect(null)
  else {
    if (event.key === 'ArrowUp' || event.key === 'PageUp') model.setFollowing(false)
    return
  }
  event.preventDefault()
  event.stopPropagation()
}
