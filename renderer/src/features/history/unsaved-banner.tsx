import type { ReactElement } from 'react'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import type { Unsaved } from '../../ui/unsaved.ts'

/** HIS-03: what was edited and not saved, in the way of a preview or a restore, with both ways on. */
export function UnsavedBanner({ unsaved: { form, what, busy, saveDisabledReason, save, discard } }: { unsaved: Unsaved }): ReactElement {
  return (
    <Banner
      tone="warn"
      title={`Unsaved edits on ${form === 'secrets' ? 'Secrets' : 'Overview'}: ${what.join(', ')}.`}
      action={
        <span className="flex gap-2">
          <Button onClick={discard} {...(busy ? { disabledReason: 'Saving is under way.' } : {})}>
            Discard
          </Button>
          <Button variant="primary" busy={busy} disabledReason={saveDisabledReason} onClick={save}>
            Save
          </Button>
        </span>
      }
    >
      Save or discard them before you look at earlier revisions or restore one.
    </Banner>
  )
}
