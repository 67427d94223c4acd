import type { ReactNode } from 'react'
import { codeOf } from '../rpc/friendly-error.ts'

/** True when what a page is about does not exist, or no longer does. */
export function isGone({ error }: { error: unknown }): boolean {
  return codeOf(error) === 'NOT_FOUND'
}

export interface GoneStateProps {
  /** What it was: "agent". */
  noun: string
  /** Leads to what there is. */
  action: ReactNode
}

/** The page of something that is not there: trying again would not help, so it leads on instead. */
export function GoneState({ noun, action }: GoneStateProps) {
  return (
    <div role="alert" data-testid="state-gone" className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-14 text-center">
      <h2 className="text-lg font-semibold">There is no such {noun}</h2>
      <p className="text-muted text-balance">It was deleted, or the address belongs to another company.</p>
      <div className="mt-3">{action}</div>
    </div>
  )
}
