import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactElement, useCallback, useRef, useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import type { Settings } from '#shared/contract/settings.ts'
import { useClient, useRpc } from '../../rpc/provider.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { toast } from '../../ui/toast.tsx'
import { textOf } from './copy-lines.ts'
import { LogLines } from './log-lines.tsx'
import { BinaryNotice, FeedNotice, isEmpty, NewLinesPill, NoOutput, SpokenSummary } from './log-notices.tsx'
import type { LineRange } from './log-selection.ts'
import { clockStamp, relativeStamp } from './log-stamp.ts'
import { LogToolbar } from './log-toolbar.tsx'
import { saveOutput } from './save-output.ts'
import { useLog } from './use-log.ts'
import type { LogScroll } from './use-log-scroll.ts'

type LogSettings = Pick<Settings, 'logWrap' | 'logTimestamps' | 'logTheme' | 'timeDisplay' | 'fontSize'>
const usual: LogSettings = { logWrap: false, logTimestamps: 'relative', logTheme: 'app', timeDisplay: 'relative', fontSize: 100 }

/** The log of one run, live while it runs. Mount it under a key of the run. */
export function LogViewer({ run }: { run: Run }): ReactElement {
  const client = useClient()
  const { settings, change } = useLogSettings()
  const { model, feed, source, summary, state, retry } = useLog(run.companyId, run.id)
  const [selection, setSelection] = useState<LineRange | null>(null)
  const scroll = useRef<LogScroll | null>(null)
  const download = useMutation({
    mutationFn: () => saveOutput(client, run),
    onError: (error) => toast.failed("Couldn't download the output.", error),
  })
  const stamp = useStamp(run, settings)

  const copy = () => {
    if (!selection) return
    textOf(model, source, selection)
      .then((text) => navigator.clipboard.writeText(text))
      .then(() => toast.done('Copied as plain text.'))
      .catch((error: unknown) => toast.failed("Couldn't copy the lines.", error))
  }
  if (state.phase === 'failed') return <ErrorState what={`Couldn't open the log of run ${run.number}.`} error={state.error} onRetry={retry} />

  return (
    <section aria-label="Log" className="@container flex min-h-0 min-w-0 flex-1 flex-col">
      <LogToolbar
        summary={summary}
        settings={settings}
        onSettings={change}
        onFollow={(following) => (following ? scroll.current?.toEnd() : model.setFollowing(false))}
        onShowAll={model.setShowAll}
        onEnds={(end) => (end === 'start' ? scroll.current?.toStart() : scroll.current?.toEnd())}
        selection={selection}
        onCopy={copy}
        onClearSelection={() => setSelection(null)}
      />
      <FeedNotice state={state} />
      {summary.binary && <BinaryNotice busy={download.isPending} onDownload={() => download.mutate()} />}
      <div
        data-log-theme={settings.logTheme === 'dark' ? 'dark' : undefined}
        className="flex min-h-0 flex-1 flex-col bg-log-bg font-mono text-sm/[18px] text-log-text"
        style={{ fontVariantLigatures: 'none' }}
      >
        {state.phase === 'loading' && summary.total === 0 ? (
          <SkeletonBlock label="log" lines={6} className="p-4" />
        ) : (
          <LogLines
            label={`Log of run ${run.number}`}
            model={model}
            feed={feed}
            summary={summary}
            lineHeight={(18 * settings.fontSize) / 100}
            wrap={settings.logWrap}
            stamp={stamp}
            selection={selection}
            onSelect={setSelection}
          >
            {(now) => {
              scroll.current = now
              return (
                <>
                  {!summary.binary && isEmpty(model, state) && <NoOutput run={run} ended={summary.ended} />}
                  <NewLinesPill unseen={summary.unseen} onPress={now.toEnd} />
                </>
              )
            }}
          </LogLines>
        )}
      </div>
      <SpokenSummary model={model} />
    </section>
  )
}

function useLogSettings() {
  const rpc = useRpc()
  const stored = useQuery(rpc.settings.get.queryOptions({ input: {} }))
  const [chosen, setChosen] = useState<Partial<Settings>>({})
  const update = useMutation(
    rpc.settings.update.mutationOptions({
      onError: (error) => {
        setChosen({})
        toast.failed("Couldn't keep the log settings.", error)
      },
    }),
  )
  return {
    settings: { ...usual, ...stored.data, ...chosen } as LogSettings,
    change: (next: Partial<Settings>) => {
      setChosen((before) => ({ ...before, ...next }))
      update.mutate(next)
    },
  }
}

function useStamp(run: Run, settings: LogSettings): (t: number) => string | null {
  const start = run.startedAt?.getTime() ?? null
  const { logTimestamps, timeDisplay } = settings
  return useCallback(
    (t) => {
      if (logTimestamps === 'off') return null
      if (logTimestamps === 'relative' || start === null) return relativeStamp(t)
      return clockStamp(new Date(start + t), timeDisplay === 'utc')
    },
    [logTimestamps, timeDisplay, start],
  )
}
