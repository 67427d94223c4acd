import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SecretAccess } from '#shared/contract/secrets.ts'
import { useClient, useRpc } from '../../rpc/provider.tsx'
import { useSearchState } from '../../shell/params.ts'
import { counted } from '../../ui/counted.ts'
import { saveText } from '../../ui/save-text.ts'
import { toast } from '../../ui/toast.tsx'
import { asCsv, asJsonLines } from './access-export.ts'
import { actionWords } from './secret-words.ts'

export type LogAction = 'any' | 'resolve' | 'reveal' | 'change'
export type LogOutcome = 'any' | 'success' | 'failure'
export type LogSpan = 'all' | '24' | '168' | '720'

/** Everything but what only reads. */
const changes = (Object.keys(actionWords) as SecretAccess['action'][]).filter((action) => action !== 'resolve' && action !== 'reveal')

const actions: Record<LogAction, readonly SecretAccess['action'][] | null> = { any: null, resolve: ['resolve'], reveal: ['reveal'], change: changes }

/** Entries that an export reads with one call. */
const exportPage = 500

/** The trail of a secret or of a whole company, filtered, in pages; its filters live in the address. */
export function useAccessLog(companyId: string, secretId: string | undefined) {
  const client = useClient()
  const [text, setText] = useSearchState<string>('log', '')
  const [action, setAction] = useSearchState<string>('did', 'any')
  const [outcome, setOutcome] = useSearchState<string>('outcome', 'any')
  const [span, setSpan] = useSearchState<string>('span', 'all')
  // Held still while the filter stands: a moving instant would be another question each time.
  const [opened] = useState(() => Date.now())
  const wanted = actions[action as LogAction] ?? null
  const filter = {
    companyId,
    ...(secretId ? { secretId } : {}),
    ...(wanted ? { action: [...wanted] } : {}),
    ...(outcome === 'success' || outcome === 'failure' ? { outcome: outcome as 'success' | 'failure' } : {}),
    ...(Number(span) > 0 ? { since: new Date(opened - Number(span) * 3_600_000) } : {}),
    ...(text.trim() ? { query: text.trim() } : {}),
  }
  const log = useInfiniteQuery(
    useRpc().secrets.access.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
  )
  const readAll = async () => {
    const all: SecretAccess[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof client.secrets.access>> = await client.secrets.access({
        ...filter,
        limit: exportPage,
        ...(cursor ? { cursor } : {}),
      })
      all.push(...page.items)
      cursor = page.nextCursor
    } while (cursor)
    return all
  }
  const save = (name: string, as: 'csv' | 'jsonl') => {
    readAll().then(
      (entries) => {
        const [text, type] = as === 'csv' ? [asCsv(entries), 'text/csv'] : [asJsonLines(entries), 'application/jsonl']
        saveText(`${name.replace(/[^\p{L}\p{N}]+/gu, '-')}-access.${as}`, text, type)
        toast.done(`Saved ${counted(entries.length, 'entry', 'entries')}. They hold no value.`)
      },
      (error: unknown) => toast.failed('The access log was not exported.', error),
    )
  }
  const clear = () => {
    setText('')
    setAction('any')
    setOutcome('any')
    setSpan('all')
  }
  return {
    log,
    text,
    setText,
    action: action as LogAction,
    setAction,
    outcome: outcome as LogOutcome,
    setOutcome,
    span: span as LogSpan,
    setSpan,
    clear,
    save,
  }
}

export type AccessLogState = ReturnType<typeof useAccessLog>
