import type { ReactElement } from 'react'
import type { EnvChange } from '#shared/contract/env.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import type { Difference } from '../../ui/three-way.ts'
import { EnvChanges } from './env-changes.tsx'

export interface ReviewChangesProps {
  fields: readonly Difference[]
  env: readonly EnvChange[]
  /** Runs that go on now and keep what they were given. */
  activeRuns: number | null
  busy: boolean
  saveDisabledReason: string | undefined
  onSave: () => void
  onClose: () => void
}

/** What a save would change, without a hidden value, and from when it counts. */
export function ReviewChanges({ fields, env, activeRuns, busy, saveDisabledReason, onSave, onClose }: ReviewChangesProps): ReactElement {
  const save = () => {
    onClose()
    onSave()
  }
  return (
    <Dialog
      open
      busy={busy}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title="Review unsaved changes"
      description={takesEffect(activeRuns)}
      footer={
        <>
          <Button onClick={onClose}>Back to the form</Button>
          <Button variant="primary" busy={busy} disabledReason={saveDisabledReason} onClick={save}>
            Save <Kbd keys="mod+s" />
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {fields.length > 0 && <Fields fields={fields} />}
        {env.length > 0 && <EnvChanges changes={env} beforeLabel="Stored" afterLabel="After saving" />}
        {fields.length + env.length === 0 && <p className="text-muted">Only the order of keys differs, which means nothing to a run.</p>}
      </div>
    </Dialog>
  )
}

/** "From the next run; 1 run in progress keeps the old set." */
export function takesEffect(activeRuns: number | null): string {
  if (activeRuns === 0) return 'Takes effect from the next run. No run is in progress.'
  if (activeRuns === null) return 'Takes effect from the next run; runs in progress keep the old set.'
  return `Takes effect from the next run; ${activeRuns === 1 ? '1 run in progress keeps' : `${activeRuns} runs in progress keep`} the old set.`
}

function Fields({ fields }: { fields: readonly Difference[] }) {
  return (
    <table aria-label="Changed fields" className="w-full table-fixed text-base">
      <thead>
        <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:py-1 [&>th]:pr-4 [&>th]:font-medium">
          <th scope="col" className="w-1/4">
            Field
          </th>
          <th scope="col">Stored</th>
          <th scope="col">After saving</th>
        </tr>
      </thead>
      <tbody className="[&>tr>*]:border-b [&>tr>*]:border-line [&>tr>*]:py-1.5 [&>tr>*]:pr-4 [&>tr>*]:align-baseline">
        {fields.map(({ id, label, base, mine }) => (
          <tr key={id}>
            <th scope="row" className="text-left font-normal text-muted">
              {label}
            </th>
            {[base, mine].map((text, side) => (
              <td key={side === 0 ? 'stored' : 'after'} className="[overflow-wrap:anywhere] whitespace-pre-wrap">
                {text === '' ? <span className="text-faint">empty</span> : text}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
