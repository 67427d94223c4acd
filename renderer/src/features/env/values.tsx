import type { ReactElement } from 'react'

/** What stands for every secret: always eight dots, so that not even a length shows. */
export const maskedValue = '••••••••'

/** "v7", or "latest → v7" for a binding that moves with the secret. */
export function VersionText({ selector, current }: { selector: 'latest' | number; current: number | null }): ReactElement {
  if (selector !== 'latest') return <span className="font-mono text-sm">v{selector}</span>
  return (
    <span className="font-mono text-sm whitespace-nowrap">
      <span className="text-muted">latest →</span> {current === null ? 'none' : `v${current}`}
    </span>
  )
}
