import { ArrowDownToLine, ArrowUpToLine, ChevronsDown, Copy, WrapText, X } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Settings } from '#shared/contract/settings.ts'
import { Button } from '../../ui/button.tsx'
import { counted } from '../../ui/counted.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Select } from '../../ui/select.tsx'
import type { LogSummary } from './log-model.ts'
import { type LineRange, rangeOf } from './log-selection.ts'
import { type StampKind, zoneName } from './log-stamp.ts'

export interface LogToolbarProps {
  summary: LogSummary
  settings: Pick<Settings, 'logWrap' | 'logTimestamps' | 'timeDisplay'>
  onSettings: (change: Partial<Pick<Settings, 'logWrap' | 'logTimestamps'>>) => void
  onFollow: (following: boolean) => void
  onShowAll: (showAll: boolean) => void
  onEnds: (end: 'start' | 'end') => void
  selection: LineRange | null
  onCopy: () => void
  onClearSelection: () => void
}

/** How much there is, how it is shown, and whether the view follows. */
export function LogToolbar({
  summary,
  settings,
  onSettings,
  onFollow,
  onShowAll,
  onEnds,
  selection,
  onCopy,
  onClearSelection,
}: LogToolbarProps): ReactElement {
  const stamps: Array<{ value: StampKind; label: string; detail?: string }> = [
    { value: 'off', label: 'No times' },
    { value: 'relative', label: 'Elapsed', detail: 'since the start' },
    { value: 'clock', label: 'Clock', detail: zoneName(settings.timeDisplay === 'utc') },
  ]
  return (
    <div role="toolbar" aria-label="Log" className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-surface px-3 py-1">
      {selection ? <Picked selection={selection} onCopy={onCopy} onClear={onClearSelection} /> : <Counts summary={summary} />}
      <div className="flex-1" />
      {(summary.folded > 0 || summary.showAll) && (
        <Button
          size="sm"
          variant="ghost"
          title="Show the earlier states of progress lines"
          aria-pressed={summary.showAll}
          onClick={() => onShowAll(!summary.showAll)}
        >
          {summary.showAll ? 'Fold progress' : `${summary.folded} folded`}
        </Button>
      )}
      <Select
        label="Times"
        hideLabel
        size="md"
        className="w-26"
        value={settings.logTimestamps}
        onChange={(logTimestamps) => onSettings({ logTimestamps })}
        options={stamps}
      />
      <IconButton
        icon={WrapText}
        label="Wrap long lines"
        variant={settings.logWrap ? 'secondary' : 'ghost'}
        aria-pressed={settings.logWrap}
        onClick={() => onSettings({ logWrap: !settings.logWrap })}
      />
      <IconButton icon={ArrowUpToLine} label="Go to the first line" onClick={() => onEnds('start')} />
      {summary.ended ? (
        <IconButton icon={ArrowDownToLine} label="Go to the last line" onClick={() => onEnds('end')} />
      ) : (
        <Button
          size="sm"
          icon={ChevronsDown}
          variant={summary.following ? 'primary' : 'secondary'}
          aria-pressed={summary.following}
          onClick={() => onFollow(!summary.following)}
        >
          {summary.following ? 'Following' : 'Follow'}
        </Button>
      )}
    </div>
  )
}

function Counts({ summary }: { summary: LogSummary }) {
  return (
    <p className="text-sm text-muted tabular-nums" data-testid="log-counts">
      {counted(summary.total, 'line')}
      {summary.redactions > 0 && ` · ${counted(summary.redactions, 'redaction')}`}
    </p>
  )
}

function Picked({ selection, onCopy, onClear }: { selection: LineRange; onCopy: () => void; onClear: () => void }) {
  const { from, to } = rangeOf(selection)
  const what = to - from === 1 ? `Line ${to}` : `Lines ${from + 1} to ${to}`
  return (
    <div className="flex items-center gap-1">
      <span className="text-sm tabular-nums">{what}</span>
      <Button size="sm" icon={Copy} onClick={onCopy}>
        Copy {counted(to - from, 'line')}
      </Button>
      <IconButton icon={X} label="Clear the selection" onClick={onClear} />
    </div>
  )
}
