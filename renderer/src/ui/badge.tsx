import clsx from 'clsx'
import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'danger' | 'info' | 'paused'

export const toneText: Record<Tone, string> = {
  neutral: 'text-muted',
  accent: 'text-accent',
  ok: 'text-ok',
  warn: 'text-warn',
  danger: 'text-danger',
  info: 'text-info',
  paused: 'text-paused',
}

export const toneBox: Record<Tone, string> = {
  neutral: 'border-line bg-sunken text-muted',
  accent: 'border-transparent bg-accent-bg text-accent',
  ok: 'border-ok-border bg-ok-bg text-ok',
  warn: 'border-warn-border bg-warn-bg text-warn',
  danger: 'border-danger-border bg-danger-bg text-danger',
  info: 'border-info-border bg-info-bg text-info',
  paused: 'border-paused-border bg-paused-bg text-paused',
}

/** A short fact attached to a thing. */
export function Badge({ tone = 'neutral', children, title, className }: { tone?: Tone; children: ReactNode; title?: string; className?: string }) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-control border px-1.5 text-xs font-medium whitespace-nowrap',
        toneBox[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}

/** Marks everything that belongs to the sample company. */
export function SampleTag() {
  return <Badge tone="accent">Sample</Badge>
}
