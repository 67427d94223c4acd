import type { Agent } from '#shared/contract/agents.ts'
import { Code } from '../../ui/code.tsx'
import type { Column } from '../../ui/data-table.tsx'
import { StatusGlyph } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { commandLine } from './command-line.ts'

export const agentColumns: Column<Agent>[] = [
  {
    id: 'name',
    header: 'Agent',
    width: 150,
    grow: 1,
    cell: ({ name }) => <span className="truncate font-medium">{name}</span>,
    sortValue: ({ name }) => name.toLowerCase(),
  },
  {
    id: 'command',
    header: 'Starts',
    width: 160,
    spare: 2,
    grow: 2,
    cell: ({ adapter }) => <Code className="block truncate">{commandLine(adapter.command, adapter.args)}</Code>,
    sortValue: ({ adapter }) => adapter.command,
  },
  { id: 'routines', header: 'Routines', width: 90, grow: 0, align: 'end', cell: ({ routines }) => routines, sortValue: ({ routines }) => routines },
  {
    id: 'active',
    header: 'Running',
    width: 90,
    grow: 0,
    align: 'end',
    cell: ({ activeRuns }) =>
      activeRuns === 0 ? (
        <span className="text-faint">0</span>
      ) : (
        <span className="inline-flex items-center gap-1.5 align-middle text-info">
          <StatusGlyph glyph="play" tone="info" />
          {activeRuns}
        </span>
      ),
    sortValue: ({ activeRuns }) => activeRuns,
  },
  { id: 'env', header: 'Env keys', width: 90, grow: 0, spare: 1, align: 'end', cell: ({ env }) => env.length, sortValue: ({ env }) => env.length },
  {
    id: 'lastRun',
    header: 'Last run',
    width: 150,
    grow: 0,
    cell: ({ lastRunAt }) => <Time at={lastRunAt} empty="Never" />,
    sortValue: ({ lastRunAt }) => lastRunAt,
  },
]
