import clsx from 'clsx'
import type { RunMark } from '#shared/contract/routines.ts'
import type { RunStatus } from '#shared/contract/runs.ts'
import { toneText } from './badge.tsx'
import { runWords } from './status-words.ts'
import { formatDuration, formatRelative } from './time-format.ts'
import { Tooltip } from './tooltip.tsx'

export interface RunStripProps {
  /** Newest first, as the host lists them. */
  runs: readonly RunMark[]
  onOpen?: (runId: string) => void
  /** How long these runs usually take, milliseconds: told by the tooltip. */
  usual?: { p50Ms: number | null; p95Ms: number | null }
  /** How many places the strip has. */
  places?: number
}

const height = 20
const bad: readonly RunStatus[] = ['failed', 'timed_out', 'lost']

/** "18 of 20 succeeded, last failed 2 h ago" */
export function summarizeRuns(runs: readonly RunMark[], now: number): string {
  if (runs.length === 0) return 'No runs yet'
  const ended = runs.filter((run) => run.status !== 'queued' && run.status !== 'running')
  const good = ended.filter((run) => run.status === 'succeeded').length
  const lastBad = ended.find((run) => bad.includes(run.status))
  const ago = lastBad && (formatRelative(lastBad.at, now) ?? 'over a day ago')
  const active = runs.length - ended.length
  return [
    `${good} of ${ended.length} succeeded`,
    lastBad && `last ${runWords[lastBad.status].word.toLowerCase()} ${ago}`,
    active > 0 && `${active} active`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** The last runs as bars: height is duration, a notch on top tells the result apart without colour, the text sums up. */
export function RunStrip({ runs, onOpen, usual, places = 20 }: RunStripProps) {
  if (runs.length === 0) return <span className="text-faint">No runs yet</span>
  const shown = runs.slice(0, places).toReversed()
  const longest = Math.max(1, ...shown.map((run) => run.durationMs ?? 0))
  const summary = summarizeRuns(runs, Date.now())
  return (
    <Tooltip text={usual ? `${summary}${usualWords(usual)}` : summary}>
      <span className="inline-flex h-6 items-center">
        <svg role="img" aria-label={summary} width={places * 5} height={height} viewBox={`0 0 ${places * 5} ${height}`} className="overflow-visible">
          {shown.map((run, index) => (
            <Bar key={run.id} run={run} x={(places - shown.length + index) * 5} longest={longest} onOpen={onOpen} />
          ))}
        </svg>
      </span>
    </Tooltip>
  )
}

function usualWords({ p50Ms, p95Ms }: NonNullable<RunStripProps['usual']>): string {
  return p50Ms === null || p95Ms === null ? '' : `. Half end within ${formatDuration(p50Ms)}, 95 % within ${formatDuration(p95Ms)}`
}

function Bar({ run, x, longest, onOpen }: { run: RunMark; x: number; longest: number; onOpen: RunStripProps['onOpen'] }) {
  const { word, tone } = runWords[run.status]
  const size = 4 + Math.round((Math.sqrt(run.durationMs ?? longest / 4) / Math.sqrt(longest)) * (height - 8))
  const top = height - size
  const hollow = run.status === 'queued' || run.status === 'cancelled'
  const failed = bad.includes(run.status)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the row and the runs list are the keyboard's way in
    <g
      className={clsx(toneText[tone], onOpen && 'cursor-pointer hover:opacity-70', run.status === 'succeeded' && 'opacity-75')}
      onClick={(event) => {
        if (!onOpen) return
        event.stopPropagation()
        onOpen(run.id)
      }}
    >
      <title>{`Run ${run.number}: ${word}${run.durationMs === null ? '' : `, ${formatDuration(run.durationMs)}`}`}</title>
      <rect x={x - 0.5} y={0} width={5} height={height} fill="transparent" />
      <rect
        x={x}
        y={top}
        width={3}
        height={size}
        rx={1}
        fill={hollow ? 'none' : 'currentColor'}
        stroke="currentColor"
        strokeWidth={hollow ? 1 : 0}
        className={run.status === 'running' ? 'animate-breathe' : undefined}
      />
      {failed && <path d={`M${x - 0.5} ${top - 4.5}l4 4m0-4l-4 4`} stroke="currentColor" strokeWidth={1.2} />}
    </g>
  )
}
