import clsx from 'clsx'
import { useState } from 'react'
import { useTicking } from './ticker.ts'
import { formatDuration, formatRunning } from './time-format.ts'

/** Shows how long something took, milliseconds in. */
export function Duration({ ms, empty = '—', className }: { ms: number | null; empty?: string; className?: string }) {
  return ms === null ? (
    <span className="text-faint">{empty}</span>
  ) : (
    <span className={clsx('whitespace-nowrap tabular-nums', className)}>{formatDuration(ms)}</span>
  )
}

/** Shows how long something has been going on, once a second, by a clock that does not jump. */
export function LiveDuration({ since, className }: { since: Date; className?: string }) {
  const start = since.getTime()
  const [mark, setMark] = useState(() => ({ start, elapsed: Date.now() - start, at: performance.now() }))
  if (mark.start !== start) setMark({ start, elapsed: Date.now() - start, at: performance.now() })
  const text = useTicking(() => formatRunning(mark.elapsed + performance.now() - mark.at))
  return <span className={clsx('whitespace-nowrap tabular-nums', className)}>{text}</span>
}
