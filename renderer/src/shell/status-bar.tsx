import clsx from 'clsx'
import { Keyboard } from 'lucide-react'
import { type Connection, type ConnectionState, useConnection } from '../rpc/connection.ts'
import { toneText } from '../ui/badge.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { StatusGlyph } from '../ui/status.tsx'
import type { StatusWord } from '../ui/status-words.ts'
import { useTicking } from '../ui/ticker.ts'
import { formatRelative } from '../ui/time-format.ts'
import { Tooltip } from '../ui/tooltip.tsx'

const words: Record<ConnectionState, StatusWord> = {
  connecting: { word: 'Connecting', glyph: 'clock', tone: 'paused' },
  live: { word: 'Live', glyph: 'check', tone: 'ok' },
  reconnecting: { word: 'Reconnecting', glyph: 'alert', tone: 'warn' },
  offline: { word: 'Offline', glyph: 'cross', tone: 'danger' },
  'no-token': { word: 'No access', glyph: 'lock', tone: 'danger' },
  refused: { word: 'No access', glyph: 'lock', tone: 'danger' },
}

function wordOf({ state, attempt }: Connection): string {
  const { word } = words[state]
  return state === 'reconnecting' || state === 'offline' ? `${word} (attempt ${attempt})` : word
}

/** The bottom 24 px: the one indicator of the connection, and help in the same place on every page. */
export function StatusBar({ onHelp }: { onHelp: () => void }) {
  const version = useConnection((connection) => connection.host?.version)
  return (
    <footer className="flex items-center gap-3 border-t border-line bg-sunken px-2 text-sm text-muted">
      <ConnectionIndicator />
      <div className="flex-1" />
      {version && <span className="tabular-nums">Wheelhouse {version}</span>}
      <IconButton icon={Keyboard} label="Keyboard shortcuts" shortcut="?" onClick={onHelp} className="-mr-1" />
    </footer>
  )
}

/** Live, Reconnecting or Offline, with the age of the last event. */
export function ConnectionIndicator() {
  const connection = useConnection()
  const { glyph, tone } = words[connection.state]
  const age = useTicking((now) => (connection.lastEventAt ? (formatRelative(connection.lastEventAt, now) ?? 'over a day ago') : 'none yet'))
  const word = wordOf(connection)
  return (
    <Tooltip text={`${word}. Last event: ${age}.`} side="top">
      <button type="button" className={clsx('flex h-6 items-center gap-1.5 rounded-control px-1 tabular-nums', toneText[tone])}>
        <StatusGlyph glyph={glyph} tone={tone} className="size-3.5" />
        <span role="status">{word}</span>
        <span className="text-faint">{connection.lastEventAt ? `· ${age}` : ''}</span>
      </button>
    </Tooltip>
  )
}
