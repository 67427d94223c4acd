import clsx from 'clsx'
import { Check, Copy } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'
import { toast } from './toast.tsx'

/** Copies `value` in full; `label` names what it is ("run id"). */
export function CopyButton({ value, label, className }: { value: string; label: string; className?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => toast.failed(`Couldn't copy the ${label}. The clipboard is not available.`),
    )
  return <IconButton icon={copied ? Check : Copy} label={copied ? 'Copied' : `Copy ${label}`} onClick={() => void copy()} className={className} />
}

export interface CopyableProps {
  value: string
  label: string
  children?: ReactNode
  mono?: boolean
  /** In a tight row: the button takes no room and lies over what comes next while it shows. */
  floating?: boolean
  className?: string
}

/** Text with a copy button that shows on hover and on focus. The text may be shortened; what is copied is not. */
export function Copyable({ value, label, children, mono = true, floating = false, className }: CopyableProps) {
  return (
    <span className={clsx('group/copy relative inline-flex max-w-full min-w-0 items-center gap-1', className)}>
      <span className={clsx('truncate', mono && 'font-mono text-sm')}>{children ?? value}</span>
      <CopyButton
        value={value}
        label={label}
        className={clsx(
          'opacity-0 group-focus-within/copy:opacity-100 group-hover/copy:opacity-100 focus-visible:opacity-100',
          floating && 'absolute left-full z-1 bg-surface',
        )}
      />
    </span>
  )
}
