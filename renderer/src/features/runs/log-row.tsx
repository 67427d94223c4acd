import clsx from 'clsx'
import { memo, type ReactElement, type ReactNode } from 'react'
import type { LogLine } from '#shared/contract/runs.ts'
import { counted } from '../../ui/counted.ts'
import { formatDuration } from '../../ui/time-format.ts'
import type { LogRule } from './log-model.ts'
import { LogText } from './log-text.tsx'

export interface LogRowProps {
  n: number
  line: LogLine | undefined
  rule: LogRule | undefined
  earlier: number
  stamp: string | null
  selected: boolean
  /** Width of the number column, in characters. */
  digits: number
  onShowAll: () => void
}

/** One line: number, time, stream, text. The gutter is left out of copied text; a press in it selects the line. */
export const LogRow = memo(function LogRow({ n, line, rule, earlier, stamp, selected, digits, onShowAll }: LogRowProps): ReactElement {
  const lost = rule?.kind === 'lost'
  return (
    <div className={clsx('relative flex min-w-full gap-2 px-3', selected ? 'bg-selected' : 'hover:bg-hover/60')}>
      {rule && <Rule rule={rule} />}
      {/* All gutters together are one target, in which the place decides the line, as in a text field: a button of a line's height would be too small to hit. */}
      <span data-line={n} className="-ml-3 flex shrink-0 cursor-default gap-2 pl-3 tabular-nums select-none">
        <span style={{ width: `${digits}ch` }} className={clsx('text-right', selected ? 'text-accent' : 'text-faint')}>
          {n + 1}
        </span>
        {stamp !== null && <span className="text-faint">{stamp}</span>}
        <StreamGlyph stream={line?.stream} />
      </span>
      <span className="log-text min-w-0 flex-1">
        {line ? <LogText text={line.text} /> : <Missing lost={lost} />}
        {line && earlier > 0 && (
          <button
            type="button"
            onClick={onShowAll}
            title={`${counted(earlier, 'earlier state')} of this line; show all`}
            // 24 px to hit, in a line of 18: it reaches into the lines around it.
            className="-my-[3px] ml-2 min-h-6 rounded-control px-px align-middle text-muted select-none hover:text-default"
          >
            <span className="rounded-control bg-hover px-1">+{counted(earlier, 'state')}</span>
          </button>
        )}
      </span>
    </div>
  )
})

function Missing({ lost }: { lost: boolean }): ReactNode {
  if (lost) return <span className="text-warn">These lines were lost and are not on disk.</span>
  return <span aria-hidden className="mt-1.5 block h-1.5 w-40 rounded-full bg-hover" />
}

const streams: Record<LogLine['stream'], { glyph: string; className: string; name: string }> = {
  stdout: { glyph: '│', className: 'text-faint', name: '' },
  stderr: { glyph: '▲', className: 'text-danger', name: 'stderr: ' },
  host: { glyph: '◆', className: 'text-info', name: 'Wheelhouse: ' },
}

/** Tells streams apart by shape; screen readers hear the name of all but the ordinary one. */
function StreamGlyph({ stream }: { stream: LogLine['stream'] | undefined }) {
  const { glyph, className, name } = streams[stream ?? 'stdout']
  return (
    <span className={clsx('w-[1ch] shrink-0 select-none', className)} title={stream}>
      <span aria-hidden>{glyph}</span>
      {name && <span className="sr-only">{name}</span>}
    </span>
  )
}

/** A hairline above the row with what happened to the stream there. It takes no height of its own. */
function Rule({ rule }: { rule: LogRule }) {
  const lines = counted(rule.lines, 'line')
  const text = rule.kind === 'lost' ? `${lines} lost` : `reconnected — ${formatDuration(rule.missingMs)} missing, ${lines} refetched`
  return (
    <div
      role="separator"
      aria-label={text}
      className={clsx('pointer-events-none absolute inset-x-0 top-0 border-t', rule.kind === 'lost' ? 'border-warn' : 'border-info-border')}
    >
      <span
        className={clsx(
          'sticky right-3 float-right -mt-px rounded-b-control px-1.5 text-xs select-none',
          rule.kind === 'lost' ? 'bg-warn-bg text-warn' : 'bg-info-bg text-info',
        )}
      >
        {text}
      </span>
    </div>
  )
}
