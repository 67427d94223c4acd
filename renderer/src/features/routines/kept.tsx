import type { ReactElement } from 'react'
import type { Routine } from '#shared/contract/routines.ts'
import type { KeptEdits } from '../../ui/save-bar.tsx'
import { useUnsaved } from '../../ui/unsaved.ts'

type Form = 'overview' | 'secrets'

/** Edits of a form that stay while its routine's history is looked at; any other tab asks first, so that only one form holds edits. */
export function keptEdits({ companyId, id }: Pick<Routine, 'companyId' | 'id'>, form: Form, what: readonly string[]): KeptEdits {
  const page = `/c/${companyId}/routines/${id}`
  return { form, what, at: [`${page}/${form}`, `${page}/history`, ...(form === 'overview' ? [page] : [])] }
}

/** A form that is shown, or hidden for as long as there are unsaved edits in it. */
export function Kept({ form, shown, children }: { form: Form; shown: boolean; children: ReactElement }): ReactElement | null {
  const waits = useUnsaved()?.form === form
  return shown || waits ? <div className={shown ? 'contents' : 'hidden'}>{children}</div> : null
}
