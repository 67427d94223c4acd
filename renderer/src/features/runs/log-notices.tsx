import { ArrowDown, Download } from 'lucide-react'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { Button } from '../../ui/button.tsx'
import { counted } from '../../ui/counted.ts'
import { useTicking } from '../../ui/ticker.ts'
import { formatRunning } from '../../ui/time-format.ts'
import type { FeedState } from './log-feed.ts'
import type { LogModel } from './log-model.ts'

/** An empty log says what it is waiting for, never that something failed. */
export function NoOutput({ run, ended }: { run: Run; ended: boolean }): ReactElement {
  const since = run.startedAt ?? run.queuedAt
  const waited = useTicking((now) => formatRunning(now - since.getTime()))
  const text = ended ? 'This run wrote no output.' : run.startedAt ? `No output yet (${waited})` : `Waiting to start (${waited})`
  return (
    <p data-testid="log-empty" className="absolute inset-x-0 top-16 text-center text-muted tabular-nums">
      {text}
    </p>
  )
}

/** What came in while the view stayed where it was; pressing it goes there and follows. */
export function NewLinesPill({ unseen, onPress }: { unseen: number; onPress: () => void }): ReactElement | null {
  if (unseen === 0) return null
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-4 flex justify-center">
      <Button
        variant="primary"
        icon={ArrowDown}
        onClick={onPress}
        className="pointer-events-auto rounded-full! px-3 font-sans shadow-overlay tabular-nums"
      >
        {counted(unseen, 'new line')}
      </Button>
    </div>
  )
}

/** Says that the stream is away, while what came before stays on screen. */
export function FeedNotice({ state }: { state: FeedState }): ReactElement | null {
  if (state.phase !== 'reconnecting') return null
  return (
    <p role="status" className="border-b border-warn-border bg-warn-bg px-3 py-1 text-sm text-warn tabular-nums">
      The log stream dropped · reconnecting (attempt {state.attempt}). What the run writes meanwhile is kept and shown afterwards.
    </p>
  )
}

/** Output that is not text: nothing is drawn, the redacted bytes can be saved. */
export function BinaryNotice({ busy, onDownload }: { busy: boolean; onDownload: () => void }): ReactElement {
  return (
    <div role="status" className="flex items-center gap-3 border-b border-info-border bg-info-bg px-3 py-1.5 text-sm">
      <span className="flex-1">This run wrote binary output, which is kept as a file. The lines below are what else was written.</span>
      <Button size="sm" icon={Download} busy={busy} onClick={onDownload}>
        Download output
      </Button>
    </div>
  )
}

const summaryMs = 10_000

/** Tells a screen reader how much came in, at most every ten seconds; single lines are never spoken. */
export function SpokenSummary({ model }: { model: LogModel }): ReactElement {
  const [text, setText] = useState('')
  const said = useRef(model.summary().total)
  useEffect(() => {
    const timer = setInterval(() => {
      const { total, ended } = model.summary()
      const fresh = total - said.current
      said.current = total
      if (fresh > 0) setText(`${counted(fresh, 'new line')}${ended ? ', the log has ended' : ''}`)
    }, summaryMs)
    return () => clearInterval(timer)
  }, [model])
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  )
}

/** The host itself writes at most this many lines around a run; more than that is output. */
const hostLinesAtMost = 8

/** True while nothing came from the program itself: what the host says about the run is no output. */
export function isEmpty(model: LogModel, state: FeedState): boolean {
  const { total } = model.summary()
  if (state.phase === 'loading' || total > hostLinesAtMost) return false
  return Array.from({ length: total }, (_, n) => model.line(n)).every((line) => line?.stream === 'host')
}
