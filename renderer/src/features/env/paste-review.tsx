import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useId, useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { useClient, useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { counted } from '../../ui/counted.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/error-line.tsx'
import { toast } from '../../ui/toast.tsx'
import { freeNames } from './free-names.ts'
import { applyPaste, type PasteRow, planPaste, toApply, verdictOf } from './paste-plan.ts'
import { PasteTable } from './paste-table.tsx'
import type { EnvPlace } from './place.ts'

export interface PasteReviewProps {
  place: EnvPlace
  text: string
  value: Env
  secrets: readonly Secret[]
  onApply: (env: Env) => void
  onClose: () => void
}

/** Pasted .env text, row by row, before anything changes. New secrets are made on Apply; the keys wait for Save. */
export function PasteReview({ place, text, value, secrets, onApply, onClose }: PasteReviewProps): ReactElement {
  const [{ rows, refusal }, setPlan] = useState(() => planPaste(text, value))
  const same = useSameSecrets(place.companyId, rows, secrets)
  const { apply, busy, error } = useApply({ place, secrets, onDone: onApply, onClose })
  const count = useId()
  const chosen = toApply(rows, same)
  const fresh = chosen.filter((row) => row.kind === 'secret').length
  const size = new Set([...value.map(({ key }) => key), ...chosen.map(({ key }) => key)]).size
  const blocked =
    chosen.length === 0 ? 'No row would change anything.' : size > 256 ? `A layer holds at most 256 keys; this would make ${size}.` : undefined
  const change = (id: number, patch: Partial<PasteRow>) =>
    setPlan((plan) => ({ ...plan, rows: plan.rows.map((row) => (row.id === id ? { ...row, ...patch } : row)) }))
  return (
    <Dialog
      open
      busy={busy}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title="Review what you pasted"
      description={`Nothing changes until you apply. The keys then wait for Save${fresh > 0 ? `; ${counted(fresh, 'new secret')} ${fresh === 1 ? 'is' : 'are'} made at once` : ''}.`}
      footer={
        <>
          <div className="mr-auto min-w-0">
            {error ? (
              <ErrorLine error={error} />
            ) : (
              <span id={count} className="text-muted">
                {summary(rows, same)}
              </span>
            )}
          </div>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={busy}
            disabledReason={blocked}
            {...(blocked ? {} : { 'aria-describedby': count })}
            onClick={() => apply(chosen, (secretIds) => applyPaste(value, chosen, secretIds))}
          >
            Apply {counted(chosen.length, 'change')}
          </Button>
        </>
      }
    >
      {refusal && (
        <Banner tone="warn" title={refusal} className="mb-3">
          What was read stands below.
        </Banner>
      )}
      {rows.length === 0 ? <p className="text-muted">No key was found in it.</p> : <PasteTable rows={rows} same={same} onChange={change} />}
    </Dialog>
  )
}

const words = { add: 'to add', overwrite: 'to overwrite', same: 'the same', duplicate: 'duplicate', invalid: 'invalid' } as const

function summary(rows: readonly PasteRow[], same: ReadonlySet<string>): string {
  const verdicts = rows.map((row) => verdictOf(row, same))
  return Object.entries(words)
    .map(([verdict, text]) => [verdicts.filter((one) => one === verdict).length, text] as const)
    .filter(([found]) => found > 0)
    .map(([found, text]) => `${found} ${text}`)
    .join(' · ')
}

/** Asks the host which of the secrets in use hold the pasted value already. */
function useSameSecrets(companyId: string, rows: readonly PasteRow[], secrets: readonly Secret[]): ReadonlySet<string> {
  const client = useClient()
  const known = new Map(secrets.map((secret) => [secret.id, secret.name]))
  const asked = rows.flatMap(({ key, value, before }) => {
    const name = before?.kind === 'secret' ? known.get(before.secretId) : undefined
    return name && value !== '' ? [{ key, name, value }] : []
  })
  const id = useId()
  const { data } = useQuery({
    // Not keyed by the values, and forgotten with the dialog: the cache is no place for them.
    queryKey: ['pasted', id],
    gcTime: 0,
    queryFn: () => client.secrets.planImport({ companyId, rows: asked.map(({ name, value }) => ({ name, value })) }),
    enabled: asked.length > 0,
    select: (verdicts) => new Set(asked.filter((_, at) => verdicts[at]?.verdict === 'same').map(({ key }) => key)),
  })
  return data ?? none
}

const none: ReadonlySet<string> = new Set()

interface Applying {
  place: EnvPlace
  secrets: readonly Secret[]
  onDone: (env: Env) => void
  onClose: () => void
}

/** Makes the new secrets, all or none, then hands on the layer that refers to them. */
function useApply({ place, secrets, onDone, onClose }: Applying) {
  const client = useClient()
  const rpc = useRpc()
  const queries = useQueryClient()
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  const { companyId } = place
  const makeSecrets = async (rows: PasteRow[]) => {
    if (rows.length === 0) return new Map<string, string>()
    const names = freeNames(
      rows.map(({ key }) => key),
      secrets.map(({ name }) => name),
      place.name,
    )
    const made = await client.secrets.import({ companyId, rows: rows.map(({ key, value }) => ({ name: names.get(key) ?? key, value })) })
    // The form knows a secret only when the list has it.
    await queries.invalidateQueries({ queryKey: rpc.secrets.list.queryKey({ input: { companyId } }) })
    return new Map(rows.map(({ key }, at) => [key, made[at]?.secretId ?? '']))
  }
  const apply = (rows: PasteRow[], layer: (secretIds: ReadonlyMap<string, string>) => Env) => {
    setState({ busy: true, error: null })
    const secret = rows.filter((row) => row.kind === 'secret')
    makeSecrets(secret).then(
      (ids) => {
        onDone(layer(ids))
        toast.done(
          `Put ${counted(rows.length, 'key')} into the form${secret.length > 0 ? ` and ${counted(secret.length, 'secret')} into the vault` : ''}. Save to keep them.`,
        )
        onClose()
      },
      (error: unknown) => setState({ busy: false, error }),
    )
  }
  return { ...state, apply }
}
