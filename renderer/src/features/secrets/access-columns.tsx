import type { SecretAccess } from '#shared/contract/secrets.ts'
import { Code } from '../../ui/code.tsx'
import type { Column } from '../../ui/data-table.tsx'
import { StatusGlyph } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { envKeyOf } from './binding-link.ts'
import { actionWords } from './secret-words.ts'

const nothing = <span className="text-faint">—</span>

function Outcome({ action, outcome, code }: SecretAccess) {
  const denied = outcome === 'failure'
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 align-middle">
      <StatusGlyph glyph={denied ? 'cross' : 'check'} tone={denied ? 'danger' : 'ok'} />
      <span className={denied ? 'text-danger' : ''}>{denied ? 'Denied' : actionWords[action]}</span>
      {code && <span className="truncate font-mono text-sm text-muted">{code}</span>}
    </span>
  )
}

/** Columns of the access log. */
export const accessColumns: Column<SecretAccess>[] = [
  { id: 'at', header: 'When', width: 130, grow: 0, cell: ({ at }) => <Time at={at} brief /> },
  { id: 'what', header: 'What', width: 190, grow: 2, cell: (entry) => <Outcome {...entry} /> },
  { id: 'actor', header: 'By', width: 110, grow: 1, cell: ({ actor }) => <span className="truncate">{actor}</span> },
  {
    id: 'run',
    header: 'Run',
    width: 150,
    grow: 1,
    cell: ({ runNumber, routineName }) =>
      runNumber === null ? (
        nothing
      ) : (
        <span className="truncate">
          #{runNumber} <span className="text-sm text-muted">{routineName}</span>
        </span>
      ),
  },
  {
    id: 'key',
    header: 'Key',
    width: 130,
    grow: 1,
    spare: 1,
    cell: ({ configPath }) => (configPath ? <Code className="truncate">{envKeyOf(configPath)}</Code> : nothing),
  },
  {
    id: 'version',
    header: 'Version',
    width: 76,
    grow: 0,
    align: 'end',
    cell: ({ version }) => <span className="font-mono text-sm">{version === null ? '—' : `v${version}`}</span>,
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 140,
    grow: 2,
    spare: 2,
    cell: ({ reason }) => (
      <span className="truncate text-sm text-muted" title={reason}>
        {reason}
      </span>
    ),
  },
]

const secretColumn: Column<SecretAccess> = {
  id: 'secret',
  header: 'Secret',
  width: 140,
  grow: 2,
  cell: ({ secretId, secretName }) => (secretId === null ? nothing : <span className="truncate font-medium">{secretName}</span>),
}

/** Columns of the access log of a whole company. */
export const companyAccessColumns: Column<SecretAccess>[] = [...accessColumns.slice(0, 2), secretColumn, ...accessColumns.slice(2)]
