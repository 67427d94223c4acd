/** One verb over many things: a few at a time, counted while it runs, told and undone as one. */
import { useRef, useState } from 'react'
import { counted, figure } from './counted.ts'
import { toast } from './toast.tsx'

/** Calls that may be under way at once: enough to keep the host busy, few enough that a click elsewhere is answered. */
const atOnce = 6

export interface BulkWork<T> {
  /** "Disabling", "Disabled": while it runs, and in the result. */
  doing: string
  did: string
  noun: string
  items: readonly T[]
  /** Of what was selected but left out: "2 skipped: already disabled". */
  skipped?: string
  each: (item: T) => Promise<unknown>
  /** Takes one back exactly; offers Undo for those that were done. */
  undo?: (item: T) => Promise<unknown>
}

export interface BulkProgress {
  doing: string
  done: number
  of: number
}

export interface BulkResult<T> {
  done: T[]
  failed: { item: T; error: unknown }[]
}

/** Does `work` to every item, at most `atOnce` at a time, until `goOn` says no. A failure does not hold up the others. */
export async function forEach<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  on: { goOn: () => boolean; step: (finished: number) => void },
): Promise<BulkResult<T>> {
  const result: BulkResult<T> = { done: [], failed: [] }
  const left = items.values()
  const lane = async () => {
    for (const item of left) {
      if (!on.goOn()) return
      await work(item).then(
        () => result.done.push(item),
        (error: unknown) => result.failed.push({ item, error }),
      )
      on.step(result.done.length + result.failed.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return result
}

/** What a result says of those left out; nothing when there are none. */
export function skippedWords(count: number, why: string): { skipped?: string } {
  return count > 0 ? { skipped: `${figure(count)} skipped: ${why}` } : {}
}

/** "Disabled 9 of 9 routines. 2 skipped: already disabled." */
export function resultWords(work: Pick<BulkWork<unknown>, 'did' | 'noun' | 'items' | 'skipped'>, done: number, stopped: boolean): string {
  const said = `${work.did} ${figure(done)} of ${counted(work.items.length, work.noun)}${stopped ? ', then stopped' : ''}.`
  return work.skipped ? `${said} ${work.skipped}.` : said
}

export interface Bulk {
  /** Null while nothing is under way. */
  progress: BulkProgress | null
  run: <T>(work: BulkWork<T>) => Promise<void>
  /** Lets what is under way end and begins no more. */
  stop: () => void
}

export function useBulk(): Bulk {
  const [progress, setProgress] = useState<BulkProgress | null>(null)
  const stopped = useRef(false)
  const run = async <T>(work: BulkWork<T>): Promise<void> => {
    stopped.current = false
    const of = work.items.length
    setProgress({ doing: work.doing, done: 0, of })
    const { done, failed } = await forEach(work.items, work.each, {
      goOn: () => !stopped.current,
      step: (finished) => setProgress({ doing: work.doing, done: finished, of }),
    })
    setProgress(null)
    const { undo } = work
    const words = resultWords(work, done.length, stopped.current)
    const takeBack = undo && done.length > 0 ? () => run({ ...takingBack(work), items: done, each: undo }) : undefined
    if (failed.length > 0) toast.failed(`${words} ${figure(failed.length)} failed.`, failed[0]?.error)
    if (takeBack) toast.done(words, { undo: takeBack })
    else if (failed.length === 0) toast.done(words)
  }
  return { progress, run, stop: () => (stopped.current = true) }
}

function takingBack({ noun }: Pick<BulkWork<unknown>, 'noun'>) {
  return { doing: 'Putting back', did: 'Put back', noun }
}
