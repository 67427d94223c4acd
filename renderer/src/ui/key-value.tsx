import clsx from 'clsx'
import type { ReactNode } from 'react'

export interface KeyValueProps {
  items: readonly { label: string; value: ReactNode }[]
  columns?: 1 | 2
}

/** Facts as a definition list, labels in one column. */
export function KeyValue({ items, columns = 1 }: KeyValueProps) {
  return (
    <dl className={clsx('grid gap-x-8', columns === 2 && 'lg:grid-cols-2 lg:[&>div:nth-last-child(2):nth-child(odd)]:border-b-0')}>
      {items.map(({ label, value }) => (
        <div key={label} className="grid min-h-8 grid-cols-[9rem_1fr] items-baseline gap-3 border-b border-line py-1.5 last:border-b-0">
          <dt className="text-muted">{label}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
