import clsx from 'clsx'
import { useState } from 'react'
import { create } from 'zustand'
import { useTicking } from './ticker.ts'
import { formatFull, formatTime, type TimeDisplay } from './time-format.ts'
import { Tooltip } from './tooltip.tsx'

/** How every instant of the window is shown; the shell sets it from the settings. */
export const useTimeDisplay = create<{ display: TimeDisplay }>(() => ({ display: 'relative' }))

export interface TimeProps {
  at: Date | null
  /** Shown when there is no instant. */
  empty?: string
  /** It is a scheduled instant: once past it reads "due 5 m ago". */
  due?: boolean
  /** For a narrow column: an instant of another day shows its date alone. */
  brief?: boolean
  className?: string
}

/** Shows an instant. Hover or focus tells local time, UTC and ISO; a click copies the ISO form. */
export function Time({ at, empty = '—', due = false, brief = false, className }: TimeProps) {
  if (!at) return <span className="text-faint">{empty}</span>
  return <Instant at={at} due={due} brief={brief} className={className} />
}

/** A scheduled instant in a column. Of another year it shows the date alone: the time of day would not fit, and stands in the tooltip. */
export function DueTime({ at }: { at: Date | null }) {
  return <Time at={at} due brief={at !== null && at.getFullYear() !== new Date().getFullYear()} />
}

function Instant({ at, due, brief, className }: { at: Date; due: boolean; brief: boolean; className: string | undefined }) {
  const display = useTimeDisplay((state) => state.display)
  const text = useTicking((now) => formatTime(at, display, now, { due, brief }))
  const [copied, setCopied] = useState(false)
  const copy = () => navigator.clipboard.writeText(at.toISOString()).then(() => setCopied(true))
  return (
    <Tooltip text={<Readings at={at} copied={copied} />}>
      <button
        type="button"
        onClick={(event) => {
          event.stopPropagation()
          copy().catch(() => setCopied(false))
        }}
        onPointerLeave={() => setCopied(false)}
        onBlur={() => setCopied(false)}
        className={clsx('min-h-6 max-w-full truncate rounded-control tabular-nums decoration-dotted underline-offset-3 hover:underline', className)}
      >
        <time dateTime={at.toISOString()}>{text}</time>
      </button>
    </Tooltip>
  )
}

function Readings({ at, copied }: { at: Date; copied: boolean }) {
  return (
    <span className="grid grid-cols-[auto_1fr] gap-x-3 tabular-nums">
      <span className="text-muted">Local</span>
      <span>{formatFull(at, 'local')}</span>
      <span className="text-muted">UTC</span>
      <span>{formatFull(at, 'utc')}</span>
      <span className="text-muted">ISO</span>
      <span className="font-mono">{at.toISOString()}</span>
      <span className="col-span-2 text-faint" role="status">
        {copied ? 'ISO time copied' : 'Click copies the ISO time'}
      </span>
    </span>
  )
}
