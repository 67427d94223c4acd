import clsx from 'clsx'
import type { ReactElement } from 'react'
import type { RoutineStatus } from '#shared/contract/routines.ts'
import type { RunStatus } from '#shared/contract/runs.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import type { HealthCheck } from '#shared/contract/system.ts'
import { type Tone, toneText } from './badge.tsx'
import { type EnvHealth, envHealthWords, type Glyph, healthWords, routineWords, runWords, type StatusWord, secretWords } from './status-words.ts'
import { Tooltip } from './tooltip.tsx'

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round', strokeLinejoin: 'round' } as const
const cut = { ...line, stroke: 'var(--surface)', strokeWidth: 1.8 } as const

/** Silhouettes differ in outline, not only in what is inside, so that they stay apart in grey and at a glance. */
const shapes: Record<Glyph, ReactElement> = {
  check: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="m5.2 8.2 2 2 3.8-4.1" {...cut} />
    </>
  ),
  cross: (
    <>
      <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" fill="currentColor" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" {...cut} />
    </>
  ),
  alert: (
    <>
      <path d="M8 1.6 15 14H1z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="M8 6.2v3.6m0 2.2v.1" {...cut} />
    </>
  ),
  play: (
    <>
      <circle cx="8" cy="8" r="6.2" {...line} strokeDasharray="29 10" className="animate-turn origin-center" />
      <path d="M6.6 5.4v5.2L10.8 8z" fill="currentColor" />
    </>
  ),
  pause: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="2" {...line} />
      <path d="M6.3 5.6v4.8m3.4-4.8v4.8" {...line} />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6.2" {...line} />
      <path d="M8 4.8V8l2.2 1.4" {...line} />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.4" {...line} strokeDasharray="2.6 2.4" />
      <path d="M6.4 6.3c.2-2.3 3.4-2 3.3 0 0 1.2-1.7 1.3-1.7 2.6m0 2v.1" {...line} />
    </>
  ),
  turn: <path d="M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.6 1.8v2.8h-2.8" {...line} />,
  stop: (
    <>
      <circle cx="8" cy="8" r="6.2" {...line} />
      <path d="M3.8 12.2 12.2 3.8" {...line} />
    </>
  ),
  empty: <circle cx="8" cy="8" r="6.2" {...line} />,
  lock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" {...line} />
    </>
  ),
}

/** A status silhouette of 16 px. With `title` it stands alone and says its word; without, a word stands beside it. */
export function StatusGlyph({ glyph, tone, title, className }: { glyph: Glyph; tone: Tone; title?: string; className?: string }) {
  const look = { 'data-glyph': glyph, viewBox: '0 0 16 16', className: clsx('size-4 shrink-0', toneText[tone], className) }
  if (!title) {
    return (
      <svg aria-hidden {...look}>
        {shapes[glyph]}
      </svg>
    )
  }
  return (
    <svg role="img" {...look}>
      <title>{title}</title>
      {shapes[glyph]}
    </svg>
  )
}

interface LabelProps {
  wordHidden?: boolean
  className?: string
}

/** A status by its word. Those of the nouns below know their words; this one takes any. */
export function StatusLabel({ status, wordHidden, className, reason }: LabelProps & { status: StatusWord; reason?: string | null }) {
  if (wordHidden) {
    return (
      <Tooltip text={reason ? `${status.word}: ${reason}` : status.word}>
        <span className="inline-grid size-6 place-items-center">
          <StatusGlyph glyph={status.glyph} tone={status.tone} title={status.word} className={className} />
        </span>
      </Tooltip>
    )
  }
  const label = (
    <span className={clsx('inline-flex min-w-0 align-middle items-center gap-1.5 whitespace-nowrap', toneText[status.tone], className)}>
      <StatusGlyph glyph={status.glyph} tone={status.tone} />
      <span className="truncate">{status.word}</span>
    </span>
  )
  return reason ? <Tooltip text={reason}>{label}</Tooltip> : label
}

/** Says how a run stands. */
export function RunStatusLabel({ status, ...rest }: LabelProps & { status: RunStatus }) {
  return <StatusLabel status={runWords[status]} {...rest} />
}
/** Says how a routine stands; `reason` is why it is disabled. */
export function RoutineStatusLabel({ status, ...rest }: LabelProps & { status: RoutineStatus; reason?: string | null }) {
  return <StatusLabel status={routineWords[status]} {...rest} />
}
/** Says how a health check came out. */
export function HealthLabel({ state, ...rest }: LabelProps & { state: HealthCheck['state'] }) {
  return <StatusLabel status={healthWords[state]} {...rest} />
}
/** Says whether a secret may be used. */
export function SecretStatusLabel({ status, ...rest }: LabelProps & { status: Secret['status'] }) {
  return <StatusLabel status={secretWords[status]} {...rest} />
}
/** Says whether an env key resolves now. */
export function EnvHealthLabel({ health, ...rest }: LabelProps & { health: EnvHealth }) {
  return <StatusLabel status={envHealthWords[health]} {...rest} />
}
