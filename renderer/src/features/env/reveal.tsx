import { Eye } from 'lucide-react'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import type { EnvLayer } from '#shared/contract/env.ts'
import { useClient } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorLine } from '../../ui/error-line.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { EnvKind } from './visibility.ts'

export interface RevealProps {
  companyId: string
  place: { layer: EnvLayer; id: string }
  /** The key as it is stored. */
  envKey: string
  kind: EnvKind
}

/** How long a revealed value stays, seconds. */
const shownSeconds = 20

const refusals: Partial<Record<EnvKind, string>> = {
  secret: 'values of secrets are never shown.',
  write_only: 'this value is write-only and never shown. Type a new one to replace it.',
}

/**
 * Shows one masked value to whoever says why. The value is in the page for twenty seconds at most, and leaves it when
 * the popup closes or the window loses the focus; it is never in the query cache.
 */
export function Reveal({ companyId, place, envKey, kind }: RevealProps): ReactElement {
  const [open, setOpen] = useState(false)
  const refusal = refusals[kind]
  if (refusal) return <IconButton icon={Eye} label={`Reveal ${envKey}`} disabledReason={refusal} />
  return (
    <Popover open={open} onOpenChange={setOpen} label={`Reveal ${envKey}`} align="end" trigger={<IconButton icon={Eye} label={`Reveal ${envKey}`} />}>
      {open && <Asking companyId={companyId} place={place} envKey={envKey} onDone={() => setOpen(false)} />}
    </Popover>
  )
}

function Asking({ companyId, place, envKey, onDone }: Omit<RevealProps, 'kind'> & { onDone: () => void }) {
  const client = useClient()
  const [reason, setReason] = useState('')
  const [answer, setAnswer] = useState<{ value?: string; error?: unknown; busy?: boolean }>({})
  const there = useRef(true)
  useEffect(() => {
    there.current = true
    return () => {
      there.current = false
    }
  }, [])
  const ask = () => {
    if (reason.trim() === '' || answer.busy) return
    setAnswer({ busy: true })
    client.secrets.reveal({ companyId, targetType: place.layer, targetId: place.id, key: envKey, reason: reason.trim() }).then(
      // Closed meanwhile: the value goes nowhere.
      ({ value }) => there.current && setAnswer({ value }),
      (error: unknown) => there.current && setAnswer({ error }),
    )
  }
  if (answer.value !== undefined) return <Shown envKey={envKey} value={answer.value} onHide={onDone} />
  return (
    <div className="flex w-80 flex-col gap-3">
      <TextField
        label={`Why do you need ${envKey}?`}
        value={reason}
        onChange={setReason}
        onEnter={ask}
        autoFocus
        hint="Recorded in the company’s trail, with your name and the time."
      />
      {answer.error ? <ErrorLine error={answer.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button variant="primary" busy={answer.busy ?? false} disabledReason={reason.trim() === '' ? 'Say why first.' : undefined} onClick={ask}>
          Show for {shownSeconds} s
        </Button>
      </div>
    </div>
  )
}

function Shown({ envKey, value, onHide }: { envKey: string; value: string; onHide: () => void }) {
  const [left, setLeft] = useState(shownSeconds)
  const hide = useRef(onHide)
  useEffect(() => {
    hide.current = onHide
  })
  useEffect(() => {
    const until = performance.now() + shownSeconds * 1000
    const timer = setInterval(() => {
      const seconds = Math.ceil((until - performance.now()) / 1000)
      if (seconds > 0) setLeft(seconds)
      else hide.current()
    }, 250)
    const away = () => hide.current()
    const hidden = () => document.hidden && hide.current()
    window.addEventListener('blur', away)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      clearInterval(timer)
      window.removeEventListener('blur', away)
      document.removeEventListener('visibilitychange', hidden)
    }
  }, [])
  return (
    <div className="flex w-96 max-w-full flex-col gap-2">
      <p className="text-sm text-muted">
        {envKey}, hidden again in <span className="tabular-nums">{left} s</span> or when you leave this window.
      </p>
      <pre
        role="group"
        aria-label={`Value of ${envKey}`}
        className="max-h-60 overflow-auto rounded-card bg-sunken px-3 py-2 font-mono text-sm break-all whitespace-pre-wrap"
      >
        {value === '' ? '(empty)' : value}
      </pre>
      <div className="flex justify-end">
        <Button onClick={onHide}>Hide now</Button>
      </div>
    </div>
  )
}
