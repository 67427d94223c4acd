import { useMemo } from 'react'
import { Checkbox } from '../../ui/checkbox.tsx'
import { figure } from '../../ui/counted.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { controlStyle } from '../../ui/field.tsx'
import { StatusLabel } from '../../ui/status.tsx'
import type { StatusWord } from '../../ui/status-words.ts'
import { type ImportRow, notesOf, type Outcome, outcomeOf, repeatedNames } from './import-model.ts'
import type { Import } from './use-import.ts'

export const outcomeWords: Record<Outcome, StatusWord> = {
  add: { word: 'Add', glyph: 'check', tone: 'ok' },
  overwrite: { word: 'Overwrite', glyph: 'turn', tone: 'info' },
  same: { word: 'Same', glyph: 'empty', tone: 'neutral' },
  invalid: { word: 'Invalid', glyph: 'cross', tone: 'danger' },
  left_out: { word: 'Left out', glyph: 'stop', tone: 'paused' },
  unknown: { word: 'Checking…', glyph: 'clock', tone: 'neutral' },
}

/** What would happen, row by row. Values are not part of the grid. */
export function ImportReview({ work, counts }: { work: Import; counts: Record<Outcome, number> }) {
  const { rows, rename, include } = work
  const repeated = useMemo(() => repeatedNames(rows), [rows])
  const columns = useMemo(() => columnsFor(repeated, rename, include), [repeated, rename, include])
  if (rows.length === 0) return <p className="text-muted">Nothing in the text reads as KEY=value. Go back and check it.</p>
  const shown = (['add', 'overwrite', 'same', 'invalid', 'left_out'] as const).filter((outcome) => counts[outcome] > 0)
  return (
    <div className="flex min-h-0 flex-col gap-2">
      <p role="status" className="tabular-nums">
        {shown.map((outcome) => `${figure(counts[outcome])} ${outcomeWords[outcome].word.toLowerCase()}`).join(' · ')}
        {counts.unknown > 0 && ` · ${figure(counts.unknown)} being checked`}
      </p>
      <div className="rounded-card border border-line">
        <DataTable
          label="Rows to import"
          rows={rows}
          columns={columns}
          rowId={({ index }) => String(index)}
          rowLabel={({ line, name }) => `Line ${line}: ${name}`}
          maxHeight={380}
        />
      </div>
    </div>
  )
}

function columnsFor(repeated: ReadonlySet<string>, rename: Import['rename'], include: Import['include']): Column<ImportRow>[] {
  return [
    {
      id: 'include',
      header: 'Use',
      width: 48,
      grow: 0,
      cell: ({ index, line, include: on, usable }) => (
        <Checkbox label={`Include line ${line}`} hideLabel checked={on} disabled={!usable} onChange={(next) => include(index, next)} />
      ),
    },
    {
      id: 'line',
      header: 'Line',
      width: 56,
      grow: 0,
      align: 'end',
      cell: ({ line }) => <span className="text-muted tabular-nums">{line}</span>,
      sortValue: ({ line }) => line,
    },
    {
      id: 'name',
      header: 'Name',
      width: 240,
      grow: 1,
      cell: ({ index, line, name, usable, include: on }) =>
        usable && on ? (
          <input
            aria-label={`Name for line ${line}`}
            value={name}
            maxLength={120}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => rename(index, event.target.value)}
            className={`${controlStyle} h-7 px-2 font-mono text-base`}
          />
        ) : (
          <span className="truncate font-mono text-sm text-muted">{name}</span>
        ),
      sortValue: ({ name }) => name.toLowerCase(),
    },
    {
      id: 'outcome',
      header: 'Would',
      width: 110,
      grow: 0,
      cell: (row) => <StatusLabel status={outcomeWords[outcomeOf(row, repeated)]} />,
      sortValue: (row) => outcomeOf(row, repeated),
    },
    { id: 'notes', header: 'Why', width: 240, grow: 2, cell: (row) => <Notes row={row} repeated={repeated} /> },
  ]
}

function Notes({ row, repeated }: { row: ImportRow; repeated: ReadonlySet<string> }) {
  const version = row.verdict?.version
  const outcome = outcomeOf(row, repeated)
  const usual = outcome === 'overwrite' && version ? `A new version after v${version}.` : outcome === 'same' ? 'It holds this value already.' : ''
  const text = [...notesOf(row, repeated), usual].filter(Boolean).join(' ')
  return (
    <span className="truncate text-sm text-muted" title={text}>
      {text}
    </span>
  )
}
