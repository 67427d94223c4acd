import clsx from 'clsx'
import type { ReactNode } from 'react'

/** Inline code: a key, a path, an expression. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <code className={clsx('rounded-[3px] bg-sunken px-1 py-px font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]', className)}>
      {children}
    </code>
  )
}
