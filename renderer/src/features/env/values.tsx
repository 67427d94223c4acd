import type { ReactElement } from 'react'
import { Copyable } from '../../ui/copy.tsx'

/** What stands for every secret: always eight dots, so that not even a length shows. */
export const maskedValue = '••••••••'

/** Eight dots for a value that is not shown, said in words to who cannot see them. */
export function HiddenValue({ what, print }: { what: string; print?: string | null | undefined }): ReactElement {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <span aria-hidden className="font-mono text-sm text-muted">
        {maskedValue}
      </span>
      <span className="sr-only">{what}</span>
      {print && (
        <Copyable floating value={print} label="fingerprint">
          <span className="sr-only">fingerprint </span>
          {print}
        </Copyable>
      )}
    </span>
  )
}

/** "v7", or "latest → v7" for a binding that moves with the secret. */
export function VersionText({ selector, current }: { selector: 'latest' | number; current: number | null }): ReactElement {
  if (selector !== 'latest') return <span className="font-mono text-sm">v{selector}</span>
  return (
    <span className="font-mono text-sm whitespace-nowrap">
      <span className="text-muted">latest →</span> {current === null ? 'none' : `v${current}`}
    </span>
  )
}
