import type { ImportVerdict } from '#shared/contract/secrets.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { StatusLabel } from '../../ui/status.tsx'
import type { StatusWord } from '../../ui/status-words.ts'
import { outcomeWords } from './import-review.tsx'

const done: Record<ImportVerdict['verdict'], StatusWord> = {
  add: { ...outcomeWords.add, word: 'Added' },
  overwrite: { ...outcomeWords.overwrite, word: 'New version' },
  same: { ...outcomeWords.same, word: 'Left as it was' },
  invalid: outcomeWords.invalid,
}

const columns: Column<ImportVerdict>[] = [
  { id: 'name', header: 'Secret', grow: 2, cell: ({ name }) => <span className="truncate font-medium">{name}</span>, sortValue: ({ name }) => name },
  { id: 'result', header: 'Result', width: 160, grow: 0, cell: ({ verdict }) => <StatusLabel status={done[verdict]} /> },
  {
    id: 'version',
    header: 'Version',
    width: 80,
    grow: 0,
    align: 'end',
    cell: ({ version }) => <span className="font-mono text-sm">{version === null ? '—' : `v${version}`}</span>,
  },
]

/** What the import did, row by row. */
export function ImportResult({ verdicts }: { verdicts: ImportVerdict[] }) {
  const count = (verdict: ImportVerdict['verdict']) => verdicts.filter((one) => one.verdict === verdict).length
  return (
    <div className="flex flex-col gap-2">
      <p role="status">
        {count('add')} added, {count('overwrite')} given a new version, {count('same')} left as they were.
      </p>
      <div className="rounded-card border border-line">
        <DataTable
          label="Result of the import"
          rows={verdicts}
          columns={columns}
          rowId={({ name }) => name}
          rowLabel={({ name }) => name}
          maxHeight={380}
        />
      </div>
    </div>
  )
}
