import clsx from 'clsx'
import { type MouseEvent, useState } from 'react'
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
const step = 5
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

/** The last runs as bars: height is duration, a cross on top tells a failure apart without colour, the text sums up. */
export function RunStrip({ runs, onOpen, usual, places = 20 }: RunStripProps) {
  const [pointed, setPointed] = useState<RunMark | null>(null)
  if (runs.length === 0) return <span className="text-faint">No runs yet</span>
  const shown = runs.slice(0, places).toReversed()
  const summary = summarizeRuns(runs, Date.now())
  const under = ({ currentTarget, clientX }: MouseEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return shown[Math.floor(((clientX - left) / width) * places) - places + shown.length] ?? null
  }
  const bars = barsOf(shown, places)
  const aim = pointed && bars.find(({ run }) => run.id === pointed.id)
  return (
    <Tooltip text={pointed ? words(pointed) : usual ? `${summary}${usualWords(usual)}` : summary}>
      <span className="inline-flex h-6 items-center">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: a shortcut for the pointer; the row and the runs list are the keyboard's way in */}
        <svg
          role="img"
          aria-label={summary}
          width={places * step}
          height={height}
          viewBox={`0 0 ${places * step} ${height}`}
          className={clsx('overflow-visible', onOpen && 'cursor-pointer')}
          onPointerMove={(event) => setPointed(under(event))}
          onPointerLeave={() => setPointed(null)}
          onClick={(event) => {
            const run = onOpen && under(event)
            if (!run) return
            event.stopPropagation()
            onOpen(run.id)
          }}
        >
          {aim && <rect x={aim.x - 1} y={0} width={step} height={height} className="fill-hover" />}
          {pathsOf(bars)}
        </svg>
      </span>
    </Tooltip>
  )
}

function words({ number, status, durationMs }: RunMark): string {
  return `Run ${number}: ${runWords[status].word}${durationMs === null ? '' : `, ${formatDuration(durationMs)}`}`
}

function usualWords({ p50Ms, p95Ms }: NonNullable<RunStripProps['usual']>): string {
  return p50Ms === null || p95Ms === null ? '' : `. Half end within ${formatDuration(p50Ms)}, 95 % within ${formatDuration(p95Ms)}`
}

interface Bar {
  run: RunMark
  x: number
  top: number
}

function barsOf(shown: readonly RunMark[], places: number): Bar[] {
  const longest = Math.max(1, ...shown.map((run) => run.durationMs ?? 0))
  return shown.map((run, index) => {
    const size = 4 + Math.round((Math.sqrt(run.durationMs ?? longest / 4) / Math.sqrt(longest)) * (height - 8))
    return { run, x: (places - shown.length + index) * step, top: height - size }
  })
}

const statuses = Object.keys(runWords) as RunStatus[]

/** One path for all bars that look the same: an element a bar was most of what a scrolling list cost. */
function pathsOf(bars: readonly Bar[]) {
  return statuses.map((status) => {
    const same = bars.filter(({ run }) => run.status === status)
    if (same.length === 0) return null
    const hollow = status === 'queued' || status === 'cancelled'
    return (
      <g key={status} className={clsx(toneText[runWords[status].tone], status === 'succeeded' && 'opacity-75')}>
        <path
          d={same.map(barPath).join('')}
          fill={hollow ? 'none' : 'currentColor'}
          stroke={hollow ? 'currentColor' : 'none'}
          className={status === 'running' ? 'animate-breathe' : undefined}
        />
        {bad.includes(status) && <path d={same.map(crossPath).join('')} stroke="currentColor" strokeWidth={1.2} />}
      </g>
    )
  })
}

function barPath({ x, top }: Bar): string {
  return `M${x} ${height}V${top + 1}q0-1 1-1h1q1 0 1 1V${height}z`
}

function crossPath({ x, top }: Bar): string {
  return `M${x - 0.5} ${top - 4.5}l4 4m0-4l-4 4`
}
