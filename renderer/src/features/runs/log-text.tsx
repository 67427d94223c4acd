import clsx from 'clsx'
import { memo, type ReactElement } from 'react'
import { counted } from '../../ui/counted.ts'
import { type AnsiSpan, type AnsiStyle, parseAnsi } from './ansi.ts'

const foreground = [
  'text-ansi-0',
  'text-ansi-1',
  'text-ansi-2',
  'text-ansi-3',
  'text-ansi-4',
  'text-ansi-5',
  'text-ansi-6',
  'text-ansi-7',
  'text-ansi-8',
  'text-ansi-9',
  'text-ansi-10',
  'text-ansi-11',
  'text-ansi-12',
  'text-ansi-13',
  'text-ansi-14',
  'text-ansi-15',
]
const fill = [
  'bg-ansi-0',
  'bg-ansi-1',
  'bg-ansi-2',
  'bg-ansi-3',
  'bg-ansi-4',
  'bg-ansi-5',
  'bg-ansi-6',
  'bg-ansi-7',
  'bg-ansi-8',
  'bg-ansi-9',
  'bg-ansi-10',
  'bg-ansi-11',
  'bg-ansi-12',
  'bg-ansi-13',
  'bg-ansi-14',
  'bg-ansi-15',
]

/** Characters of one line that are laid out; the rest is counted and can be copied. */
const clipAt = 4000
const redacted = /(‹secret [^›]{1,120}›)/

/**
 * One line as spans of text. A coloured background is filled and its text takes the colour of the log: that pair is
 * readable for all sixteen colours, which a program's own choice of two would not be. Black backgrounds are the log's own.
 */
export const LogText = memo(function LogText({ text }: { text: string }): ReactElement {
  const { spans, rest } = clip(parseAnsi(text))
  return (
    <>
      {spans.map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans of one immutable line
        <Span key={index} span={span} />
      ))}
      {rest > 0 && (
        <span className="ml-2 rounded-control bg-hover px-1 text-muted select-none">
          {counted(rest, 'more character')}; select the line to copy it whole
        </span>
      )}
    </>
  )
})

function Span({ span }: { span: AnsiSpan }) {
  const className = span.style ? styleOf(span.style) : undefined
  if (!span.text.includes('‹secret ')) return className ? <span className={className}>{span.text}</span> : span.text
  return (
    <span className={className}>
      {span.text.split(redacted).map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one immutable line
          <span key={index} className="rounded-control bg-accent-bg text-accent">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </span>
  )
}

/** Class names of a style. */
export function styleOf(style: AnsiStyle): string {
  const filled = style.inverse
    ? style.fg === null
      ? 'bg-log-text'
      : fill[style.fg]
    : style.bg === null || style.bg === 0 || style.bg === 8
      ? null
      : fill[style.bg]
  const color = filled ? 'text-log-bg' : style.fg !== null ? foreground[style.fg] : style.dim ? 'text-muted' : null
  return clsx(filled, color, style.bold && 'font-bold', style.italic && 'italic', style.underline && 'underline', style.strike && 'line-through')
}

function clip(spans: AnsiSpan[]): { spans: AnsiSpan[]; rest: number } {
  let room = clipAt
  let rest = 0
  const kept: AnsiSpan[] = []
  for (const span of spans) {
    if (span.text.length <= room) kept.push(span)
    else {
      if (room > 0) kept.push({ ...span, text: span.text.slice(0, room) })
      rest += span.text.length - Math.max(0, room)
    }
    room -= span.text.length
  }
  return { spans: kept, rest }
}
