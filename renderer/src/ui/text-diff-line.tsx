import clsx from 'clsx'
import type { ReactElement } from 'react'
import type { DiffItem } from './diff-layout.ts'
import type { DiffRow, Span } from './line-diff.ts'

export interface TextDiffLineProps {
  item: Extract<DiffItem, { kind: 'line' }>
  split: boolean
  wrap: boolean
  /** It belongs to the change that was stepped to. */
  current: boolean
}

const glyphs = { same: ' ', removed: '−', added: '+' } as const
const words = { same: '', removed: 'Removed: ', added: 'Added: ' } as const

/** One line of a diff: number, sign and text; what changed within it is a `del` or `ins` of its own. */
export function TextDiffLine({ item, split, wrap, current }: TextDiffLineProps): ReactElement {
  const { left, right } = item
  const mark = clsx('border-l-2', current ? 'border-l-accent' : 'border-l-transparent')
  if (!split) {
    const row = left ?? right
    return (
      <div className={clsx('flex', mark)}>
        <LineNumber n={left?.before ?? null} />
        <LineNumber n={right?.after ?? null} />
        <Text row={row} wrap={wrap} />
      </div>
    )
  }
  return (
    <div className={clsx('grid grid-cols-2', mark)}>
      <Side row={left} n={left?.before ?? null} wrap={wrap} />
      <Side row={right} n={right?.after ?? null} wrap={wrap} />
    </div>
  )
}

function Side({ row, n, wrap }: { row: DiffRow | null; n: number | null; wrap: boolean }) {
  return (
    <div className={clsx('flex min-w-0 overflow-x-clip', row === null && 'bg-sunken')}>
      <LineNumber n={n} />
      <Text row={row} wrap={wrap} />
    </div>
  )
}

function LineNumber({ n }: { n: number | null }) {
  return (
    <span aria-hidden className="w-10 shrink-0 pr-2 text-right text-faint tabular-nums select-none">
      {n}
    </span>
  )
}

function Text({ row, wrap }: { row: DiffRow | null; wrap: boolean }) {
  if (!row) return <span className="flex-1" />
  const { kind, spans } = row
  return (
    <div className={clsx('flex min-w-0 flex-1', kind === 'added' && 'bg-diff-add', kind === 'removed' && 'bg-diff-del')}>
      <span aria-hidden className="w-5 shrink-0 text-center select-none">
        {glyphs[kind]}
      </span>
      <span className={clsx('min-w-0 flex-1 pr-2', wrap ? 'break-words whitespace-pre-wrap' : 'whitespace-pre')}>
        <span className="sr-only">{words[kind]}</span>
        {spans.map((span, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece of a line is its position
          <Piece key={index} kind={kind} span={span} />
        ))}
        {/* An empty line still has the height of one. */}
        {spans.every(({ text }) => text === '') && '\u200b'}
      </span>
    </div>
  )
}

function Piece({ kind, span }: { kind: DiffRow['kind']; span: Span }) {
  if (!span.changed || kind === 'same') return span.text
  const Tag = kind === 'added' ? 'ins' : 'del'
  return <Tag className="font-semibold underline decoration-2 underline-offset-2">{span.text}</Tag>
}
