import type { ReactElement } from 'react'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.tsx'

export interface ConflictBannerProps {
  /** What saving over theirs keeps and what it replaces. */
  consequence: string
  /** Mine as text, for the clipboard. */
  mine: () => string
  onReload: () => void
  onOverwrite: () => void
  busy: boolean
}

/** A newer revision was saved while this one was edited: three ways on, none of them bound to Enter. */
export function ConflictBanner({ consequence, mine, onReload, onOverwrite, busy }: ConflictBannerProps): ReactElement {
  const copy = () =>
    navigator.clipboard.writeText(mine()).then(
      () => toast.done('Your changes are on the clipboard.'),
      (error: unknown) => toast.failed("Couldn't copy your changes. They are still in the form.", error),
    )
  return (
    <Banner
      tone="warn"
      title="A newer revision was saved while you were editing."
      action={
        <div className="flex shrink-0 gap-2">
          <Button onClick={() => void copy()}>Copy mine</Button>
          <Button onClick={onReload}>Reload theirs</Button>
          <Button busy={busy} onClick={onOverwrite}>
            Overwrite
          </Button>
        </div>
      }
    >
      {consequence}
    </Banner>
  )
}
