/** Puts what the host said about an input beside the fields it is about. */

export interface PlacedErrors {
  /** One message a field, by the field's path (`name`, `adapter.command`). */
  beside: Readonly<Record<string, string>>
  /** What no field can carry: the error itself, for the foot of the form; null when everything has a place. */
  rest: unknown
}

interface Issue {
  path: readonly (string | number)[]
  message: string
}

function issuesOf(error: unknown): readonly Issue[] {
  if (!(error instanceof Error) || !('code' in error)) return []
  const data = 'data' in error && typeof error.data === 'object' && error.data !== null ? error.data : {}
  if (error.code === 'NAME_TAKEN') return [{ path: ['name'], message: error.message }]
  if (error.code === 'UNKNOWN_SECRET' && 'keys' in data && Array.isArray(data.keys))
    return [{ path: ['env'], message: `These keys refer to a secret that no longer exists: ${data.keys.join(', ')}.` }]
  return error.code === 'BAD_REQUEST' && 'issues' in data && Array.isArray(data.issues) ? (data.issues as Issue[]) : []
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`

/** Sorts an error over the paths of a form's fields; an issue deeper than a field belongs to that field. */
export function placeErrors(error: unknown, fields: readonly string[]): PlacedErrors {
  const issues = issuesOf(error)
  const beside: Record<string, string> = {}
  let unplaced = issues.length === 0
  for (const { path, message } of issues) {
    const at = path.join('.')
    const field = fields.find((name) => at === name || at.startsWith(`${name}.`))
    if (field === undefined) unplaced = true
    else beside[field] ??= sentence(message)
  }
  return { beside, rest: unplaced ? error : null }
}
