import { type ReactElement, type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { counted } from './counted.ts'
import { SegmentedControl } from './segmented-control.tsx'
import { StatusGlyph } from './status.tsx'
import type { Difference, Pick, Side } from './three-way.ts'
import { toast } from './toast.tsx'

export interface ConflictViewProps {
  /** "routine", "agent" */
  noun: string
  differences: readonly Difference[]
  busy: boolean
  /** Why what would be saved is not fit to be saved; undefined when it is. */
  invalid: string | undefined
  onReload: () => void
  /** Saves over theirs: mine wherever both changed the same. */
  onOverwrite: () => void
  /** Brings theirs into the form, with the side that was picked where both changed the same. Nothing is saved. */
  onMerge: (pick: Pick) => void
}

const sides = [
  { value: 'mine', label: 'Yours' },
  { value: 'theirs', label: 'Theirs' },
] as const

/**
 * Somebody saved while this was edited: yours, theirs and what both started from, side by side. Every way on is a
 * button that has to be pressed; none has the focus and none is bound to Enter.
 */
export function ConflictView({ noun, differences, busy, invalid, onReload, onOverwrite, onMerge }: ConflictViewProps): ReactElement {
  const [picked, setPicked] = useState<Readonly<Record<string, Side>>>({})
  const both = differences.filter(({ by }) => by === 'both')
  const open = both.filter(({ id }) => !picked[id]).length
  const overwritten =
    both.length === 0 ? 'Overwrite replaces only the fields you changed.' : `Overwrite replaces ${counted(both.length, 'change')} of theirs.`
  return (
    <section aria-label="Conflict" className="flex flex-col gap-3 rounded-card border border-warn bg-surface px-4 py-3">
      <div role="alert" className="flex items-start gap-2.5">
        <span className="flex h-5 items-center">
          <StatusGlyph glyph="alert" tone="warn" />
        </span>
        <p>
          <span className="font-medium">A newer {noun === 'routine' ? 'revision' : `version of this ${noun}`} was saved while you were editing.</span>{' '}
          <span className="text-muted">Your edits are still here and nothing was lost. {overwritten} What only they changed stays either way.</span>
        </p>
      </div>
      <table aria-label="Yours and theirs" className="w-full table-fixed text-base">
        <thead>
          <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:py-1 [&>th]:pr-3 [&>th]:font-medium">
            <th scope="col" className="w-1/6">
              What
            </th>
            <th scope="col">Before</th>
            <th scope="col">Yours</th>
            <th scope="col">Theirs</th>
            <th scope="col" className="w-44">
              Take
            </th>
          </tr>
        </thead>
        <tbody className="[&>tr>*]:border-b [&>tr>*]:border-line [&>tr>*]:py-1.5 [&>tr>*]:pr-3 [&>tr>*]:align-baseline">
          {differences.map((difference) => (
            <Row
              key={difference.id}
              difference={difference}
              picked={picked[difference.id]}
              onPick={(side) => setPicked({ ...picked, [difference.id]: side })}
            />
          ))}
        </tbody>
      </table>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void copyMine(differences)}>Copy mine</Button>
        <Button onClick={onReload}>Reload theirs</Button>
        <Button busy={busy} disabledReason={invalid} onClick={onOverwrite}>
          Overwrite
        </Button>
        <Button
          disabledReason={open > 0 ? `Choose yours or theirs for ${counted(open, 'row')} first.` : undefined}
          onClick={() => onMerge((id) => picked[id] ?? 'mine')}
        >
          Combine in the form
        </Button>
      </div>
    </section>
  )
}

function Row({ difference, picked, onPick }: { difference: Difference; picked: Side | undefined; onPick: (side: Side) => void }) {
  const { label, base, mine, theirs, by } = difference
  return (
    <tr data-by={by}>
      <th scope="row" className="text-left font-normal [overflow-wrap:anywhere]">
        {label}
      </th>
      <Cell text={base} muted />
      <Cell text={mine} muted={by === 'theirs'} />
      <Cell text={theirs} muted={by === 'mine'} />
      <td>
        {by === 'both' ? (
          <SegmentedControl<Side | ''>
            label={`Take for ${label}`}
            hideLabel
            value={picked ?? ''}
            onChange={(side) => side !== '' && onPick(side)}
            options={sides}
          />
        ) : (
          <span className="text-muted">{by === 'mine' ? 'Only you changed it' : 'Only they changed it'}</span>
        )}
      </td>
    </tr>
  )
}

function Cell({ text, muted }: { text: ReactNode; muted: boolean }) {
  if (text === '') return <td className="text-faint">not set</td>
  return <td className={`[overflow-wrap:anywhere] whitespace-pre-wrap ${muted ? 'text-muted' : ''}`}>{text}</td>
}

function copyMine(differences: readonly Difference[]): Promise<void> {
  const mine = differences.filter(({ by }) => by !== 'theirs').map(({ label, mine: text }) => `${label}: ${text === '' ? 'not set' : text}`)
  return navigator.clipboard.writeText(mine.join('\n')).then(
    () => toast.done('Your changes are on the clipboard.'),
    (error: unknown) => toast.failed("Couldn't copy your changes. They are still in the form.", error),
  )
}
