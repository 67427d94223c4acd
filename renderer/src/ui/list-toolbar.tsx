import type { ReactNode } from 'react'
import { counted } from './counted.ts'

export interface ListToolbarProps {
  /** How many rows pass the filters, and how many there are. */
  found: number
  total: number
  one: string
  many?: string
  children: ReactNode
}

/** The bar over a list: its filters, and how many rows they leave. */
export function ListToolbar({ found, total, one, many, children }: ListToolbarProps) {
  return (
    <div className="flex shrink-0 items-center gap-2 border-b border-line px-6 py-2">
      {children}
      <span role="status" className="ml-auto text-sm whitespace-nowrap text-muted tabular-nums">
        {found === total ? counted(total, one, many) : `${found} of ${counted(total, one, many)}`}
      </span>
    </div>
  )
}
