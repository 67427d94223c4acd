import clsx from 'clsx'
import { useEffect, useState } from 'react'

/** True once `ms` have passed: what arrives sooner never flashes a placeholder. */
export function useDelayed(ms: number): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return passed
}

const widths = ['w-2/5', 'w-3/5', 'w-1/3', 'w-1/2', 'w-1/4']

interface SkeletonProps {
  /** What is loading: "Routines". */
  label: string
  className?: string
}

interface RowsProps extends SkeletonProps {
  rows?: number
  /** What will stand above the rows: room is kept for it, so that nothing moves when they come. */
  above?: 'columns' | 'toolbar and columns'
}

/** Placeholder rows of the height the real rows will have; nothing for the first 150 ms. */
export function SkeletonRows({ rows = 8, label, above, className }: RowsProps) {
  const visible = useDelayed(150)
  return (
    <div role="status" data-testid="state-loading" aria-label={`Loading ${label}`} className={className}>
      {above === 'toolbar and columns' && <div className="h-[calc(2.75rem+1px)] border-b border-line" />}
      {above && <div className="h-(--row) border-b border-line bg-surface" />}
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={row} className={clsx('flex h-(--row) items-center gap-4 border-b border-line', above ? 'px-6' : 'px-3', !visible && 'invisible')}>
          <Bar className="w-20" />
          <Bar className={widths[row % widths.length]} />
          <Bar className="ml-auto w-24" />
        </div>
      ))}
    </div>
  )
}

/** Placeholder lines for a page that is not a list. */
export function SkeletonBlock({ lines = 4, label, className }: SkeletonProps & { lines?: number }) {
  const visible = useDelayed(150)
  return (
    <div
      role="status"
      data-testid="state-loading"
      aria-label={`Loading ${label}`}
      className={clsx('flex flex-col gap-3', !visible && 'invisible', className)}
    >
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Bar key={line} className={widths[line % widths.length]} />
      ))}
    </div>
  )
}

function Bar({ className }: { className?: string | undefined }) {
  return <span aria-hidden className={clsx('h-2 animate-breathe rounded-full bg-hover', className)} />
}
