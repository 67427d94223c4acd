import clsx from 'clsx'
import { type ReactNode, useId } from 'react'

/** The scrolling part of a page, below its header. Tables go edge to edge with `flush`. */
export function PageBody({ children, wide = false, flush = false }: { children: ReactNode; wide?: boolean; flush?: boolean }) {
  return (
    <div data-page-body className={clsx('min-h-0 flex-1 scroll-py-16 overflow-y-auto', flush ? 'flex flex-col' : 'px-6 py-5')}>
      {flush ? children : <div className={clsx('flex flex-col gap-6', wide ? 'max-w-none' : 'max-w-5xl')}>{children}</div>}
    </div>
  )
}

export interface SectionProps {
  title: string
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
}

/** One titled part of a page. */
export function Section({ title, description, actions, children, className }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={clsx('flex min-w-0 flex-col gap-3', className)}>
      <header className="flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-md font-semibold">
            {title}
          </h2>
          {description && <p className="text-muted">{description}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  )
}

/** A bordered surface for one block. */
export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx('rounded-card border border-line bg-surface p-4', className)}>{children}</div>
}
