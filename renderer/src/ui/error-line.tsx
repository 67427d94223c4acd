import { friendlyError } from '../rpc/friendly-error.ts'

/** A failure in one line, spoken at once by screen readers. */
export function ErrorLine({ error }: { error: unknown }) {
  const { what, action } = friendlyError(error)
  return (
    <p role="alert" className="text-sm text-danger">
      {what} {action}
    </p>
  )
}
