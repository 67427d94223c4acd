import clsx from 'clsx'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Tone, toneBox } from './badge.tsx'
import { IconButton } from './icon-button.tsx'
import { StatusGlyph } from './status.tsx'
import type { Glyph } from './status-words.ts'

export interface BannerProps {
  tone: Exclude<Tone, 'neutral'>
  title: string
  children?: ReactNode
  action?: ReactNode
  onDismiss?: () => void
  className?: string
}

const glyphs: Record<BannerProps['tone'], Glyph | null> = {
  accent: null,
  ok: 'check',
  warn: 'alert',
  danger: 'cross',
  info: 'empty',
  paused: 'pause',
}

/** A state of the whole page or section, with its cause and one action. */
export function Banner({ tone, title, children, action, onDismiss, className }: BannerProps) {
  const glyph = glyphs[tone]
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={clsx('flex items-center gap-3 rounded-card border px-3 py-2', toneBox[tone], className)}
    >
      {glyph && <StatusGlyph glyph={glyph} tone={tone} />}
      <div className="min-w-0 flex-1 text-default">
        <span className="font-medium">{title}</span>
        {children && <span className="text-muted"> {children}</span>}
      </div>
      {action}
      {onDismiss && <IconButton icon={X} label="Dismiss" onClick={onDismiss} />}
    </div>
  )
}
