import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ImportVerdict } from '#shared/contract/secrets.ts'
import { readEnvText } from '#shared/domain/dotenv.ts'
import { useClient, useRpc } from '../../rpc/provider.tsx'
import { applicable, type ImportRow, rowsOf, withVerdicts } from './import-model.ts'

/** How long names are left to be typed before the host is asked again, milliseconds. */
const restMs = 200

/** An import from text to result. The values live in the state of the open dialog and nowhere else. */
export function useImport(companyId: string, pasted: string) {
  const rpc = useRpc()
  const [before] = useState(() => (pasted === '' ? null : readEnvText(pasted)))
  const [rows, setRows] = useState<ImportRow[]>(() => (before ? rowsOf(before) : []))
  const [refusal, setRefusal] = useState<string | null>(before?.refusal ?? null)
  const [result, setResult] = useState<ImportVerdict[] | null>(null)
  const plan = usePlan(companyId, rows, setRows)
  // Not kept after the answer: the mutation cache would hold the values for minutes.
  const apply = useMutation(rpc.secrets.import.mutationOptions({ gcTime: 0 }))
  return {
    rows,
    refusal,
    result,
    planError: plan.error,
    planned: plan.done,
    busy: apply.isPending,
    error: apply.error,
    read: (text: string) => {
      const found = readEnvText(text)
      setRefusal(found.refusal)
      setRows(rowsOf(found))
      plan.ask()
    },
    rename: (index: number, name: string) => {
      setRows((old) => old.map((row) => (row.index === index ? { ...row, name, verdict: null } : row)))
      plan.ask()
    },
    include: (index: number, include: boolean) => {
      setRows((old) => old.map((row) => (row.index === index ? { ...row, include } : row)))
      plan.ask()
    },
    apply: async (onDone: () => void) => {
      const sent = applicable(rows).map(({ name, value }) => ({ name: name.trim(), value }))
      // A refusal stays in `apply`, which the dialog shows with the rows as they are.
      const verdicts = await apply.mutateAsync({ companyId, rows: sent }).catch(() => null)
      if (!verdicts) return
      setRows([])
      setResult(verdicts)
      onDone()
    },
  }
}

export type Import = ReturnType<typeof useImport>

/** The dry run: what the host would do with the included rows, asked anew after each change. */
function usePlan(companyId: string, rows: readonly ImportRow[], setRows: (change: (old: ImportRow[]) => ImportRow[]) => void) {
  const client = useClient()
  // Rows that were there from the start are asked about at once.
  const [asked, setAsked] = useState(() => (rows.length > 0 ? 1 : 0))
  const [answered, setAnswered] = useState(0)
  const [error, setError] = useState<unknown>(null)
  // The answer changes the rows; only a question asks again.
  const latest = useRef(rows)
  useEffect(() => {
    latest.current = rows
  }, [rows])
  useEffect(() => {
    if (asked === 0) return
    const current = latest.current.filter(({ include, usable }) => include && usable)
    let stale = false
    const timer = setTimeout(() => {
      client.secrets.planImport({ companyId, rows: current.map(({ name, value }) => ({ name, value })) }).then(
        (verdicts) => {
          if (stale) return
          setRows((old) => withVerdicts(old, current, verdicts))
          setAnswered(asked)
          setError(null)
        },
        (failure: unknown) => !stale && setError(failure),
      )
    }, restMs)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [asked, client, companyId, setRows])
  return { ask: () => setAsked((count) => count + 1), done: answered === asked, error }
}
