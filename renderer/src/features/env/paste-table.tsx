import clsx from 'clsx'
import { memo, type ReactElement } from 'react'
import { type DotenvProblem, dotenvProblems } from '#shared/domain/dotenv.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Select } from '../../ui/select.tsx'
import { type PasteRow, type PasteVerdict, verdictOf } from './paste-plan.ts'
import { HiddenValue } from './values.tsx'
import { kindOptions } from './visibility.ts'

interface PasteTableProps {
  rows: readonly PasteRow[]
  same: ReadonlySet<string>
  onChange: (id: number, patch: Partial<PasteRow>) => void
}

const verdicts: Record<PasteVerdict, { word: string; tone: string }> = {
  add: { word: 'Add', tone: 'text-ok' },
  overwrite: { word: 'Overwrite', tone: 'text-warn' },
  same: { word: 'Same', tone: 'text-muted' },
  duplicate: { word: 'Duplicate', tone: 'text-warn' },
  invalid: { word: 'Invalid', tone: 'text-danger' },
}

/** Every line that was pasted: what it would do, how its value is kept, and what is wrong with it. */
export function PasteTable({ rows, same, onChange }: PasteTableProps): ReactElement {
  return (
    <table aria-label="Pasted keys" className="w-full table-fixed text-base">
      <thead>
        <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:py-1 [&>th]:pr-3 [&>th]:font-medium">
          <th scope="col" className="w-8">
            <span className="sr-only">Apply</span>
          </th>
          <th scope="col" className="w-12">
            Line
          </th>
          <th scope="col">Key</th>
          <th scope="col" className="w-24">
            Result
          </th>
          <th scope="col" className="w-40">
            Keep as
          </th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody className="[&>tr>*]:border-b [&>tr>*]:border-line [&>tr>*]:py-1 [&>tr>*]:pr-3 [&>tr>*]:align-top">
        {rows.map((row) => (
          <Row key={row.id} row={row} verdict={verdictOf(row, same)} onChange={onChange} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  row: PasteRow
  verdict: PasteVerdict
  onChange: PasteTableProps['onChange']
}

const Row = memo(
  function Row({ row, verdict, onChange }: RowProps) {
    const changes = verdict === 'add' || verdict === 'overwrite'
    const { word, tone } = verdicts[verdict]
    return (
      <tr data-verdict={verdict}>
        <td>
          {changes && <Checkbox hideLabel label={`Apply ${row.key}`} checked={row.include} onChange={(include) => onChange(row.id, { include })} />}
        </td>
        <td className="pt-2! text-muted tabular-nums">{row.line}</td>
        <th scope="row" className="pt-2! text-left font-mono text-sm font-normal break-all">
          {row.key}
          {row.problems.length > 0 && <Problems problems={row.problems} fatal={!row.usable} />}
        </th>
        <td className={clsx('pt-2!', tone)}>{word}</td>
        <td>
          {row.usable && verdict !== 'duplicate' && (
            <Select
              label={`Keep ${row.key} as`}
              hideLabel
              size="md"
              value={row.kind}
              onChange={(kind) => onChange(row.id, { kind })}
              options={row.value === '' ? withoutSecret : kindOptions}
            />
          )}
        </td>
        <td className="pt-2!">{row.usable && <PastedValue row={row} />}</td>
      </tr>
    )
  },
  (a, b) => a.row === b.row && a.verdict === b.verdict,
)

const withoutSecret = kindOptions.map((option) => (option.value === 'secret' ? { ...option, disabled: true, detail: 'needs a value' } : option))

function Problems({ problems, fatal }: { problems: readonly DotenvProblem[]; fatal: boolean }) {
  return (
    <span className={clsx('block font-sans text-sm break-normal', fatal ? 'text-danger' : 'text-muted')}>
      {problems.map((problem) => dotenvProblems[problem]).join(' ')}
    </span>
  )
}

/** What is to be hidden is hidden here already. */
function PastedValue({ row: { value, kind } }: { row: PasteRow }) {
  if (value === '') return <span className="text-faint">empty</span>
  if (kind !== 'visible') return <HiddenValue what="hidden value" />
  return <span className="block max-h-24 overflow-y-auto font-mono text-sm break-all whitespace-pre-wrap">{value}</span>
}
