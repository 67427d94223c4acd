/** Turns any failure into sentences a person can act on: what happened, what it affects, what to do (A-12). */
import type { DeclaredErrorCode } from '#shared/errors.ts'

export interface FriendlyError {
  code: string
  /** What happened and what it affects. */
  what: string
  /** What to do; empty when there is nothing. */
  action: string
}

/** The link to the host went away while a call was under way. */
export class ConnectionLost extends Error {
  readonly code = 'CONNECTION_LOST'
  constructor() {
    super('The connection to the host was lost.')
  }
}

type Sentences = Record<DeclaredErrorCode | 'CONNECTION_LOST', (data: Record<string, unknown>, message: string) => Omit<FriendlyError, 'code'>>

const sentences: Sentences = {
  BAD_REQUEST: (data) => ({ what: firstIssue(data.issues), action: 'Correct it and try again.' }),
  NOT_FOUND: (data) => ({ what: `This ${text(data.noun, 'thing')} no longer exists in this company.`, action: 'Go back to the list.' }),
  CONFLICT: () => ({ what: 'Someone else saved a newer revision while you were editing.', action: 'Reload it, then make your change again.' }),
  NAME_TAKEN: (data) => ({ what: `The name ${quote(data.name)} is taken.`, action: 'Choose another one.' }),
  IN_USE: (data) => ({ what: `It is still used by ${users(data)}.`, action: 'Change those first.' }),
  INVALID_SCHEDULE: (data, message) => ({
    what: `${message.replace(/[.]$/, '')} (${text(data.field, 'expression')}).`,
    action: 'Correct that field.',
  }),
  UNKNOWN_SECRET: (data) => ({
    what: `${list(data.keys)} refers to a secret that does not exist here.`,
    action: 'Choose another secret or create it first.',
  }),
  INLINE_SECRET: (data) => ({
    what: `Nothing was saved: ${list(data.keys)} looks like a secret, and strict mode keeps secrets out of plain values.`,
    action: 'Store it in the vault and pick it from there.',
  }),
  // The host's own sentence says which state stands in the way.
  WRONG_STATE: (_, message) => ({ what: closed(message), action: '' }),
  PROVIDER_UNAVAILABLE: (_, message) => ({ what: closed(message), action: 'See the provider under Settings, then retry.' }),
  KIT_REFUSED: (data) => kitRefused[text(data.cause, 'damaged')] ?? { what: 'The recovery kit cannot be used.', action: 'Try another kit.' },
  RUN_NOT_ACTIVE: () => ({ what: 'The run has already ended.', action: '' }),
  VAULT_LOCKED: (data) => ({
    what: `The secret vault is locked: ${text(data.reason, 'the master key cannot be used')}.`,
    action: 'Runs that need a secret wait. See Health.',
  }),
  UNAVAILABLE: () => ({ what: 'The database is not ready.', action: 'It is starting or recovering. Retry in a moment.' }),
  INTERNAL: (data) => ({
    what: `Something failed inside Wheelhouse. The log holds the cause under ${text(data.incidentId, 'an incident id')}.`,
    action: 'Retry; if it fails again, report the incident id.',
  }),
  CONNECTION_LOST: () => ({ what: "The connection to Wheelhouse's host was lost.", action: 'It reconnects by itself; then retry.' }),
}

const kitRefused: Record<string, Omit<FriendlyError, 'code'>> = {
  passphrase: { what: 'The passphrase does not open this recovery kit.', action: 'Check it, or try another kit.' },
  damaged: { what: 'This is no recovery kit, or it was changed since it was made.', action: 'Paste the whole text of the file.' },
  other_key: { what: 'This recovery kit belongs to another installation or to an earlier master key.', action: 'Try a newer kit.' },
}

/** As a sentence. */
function closed(message: string): string {
  return /[.)]$/.test(message) ? message : `${message}.`
}

/** Explains a failure. */
export function friendlyError(error: unknown): FriendlyError {
  const code = codeOf(error)
  const message = messageOf(error)
  const sentence = code && code in sentences ? sentences[code as keyof Sentences] : undefined
  if (!sentence || !code) return { code: code ?? 'UNEXPECTED', what: message || 'Something unexpected happened in this window.', action: 'Retry.' }
  const data = (error as { data?: unknown }).data
  return { code, ...sentence(typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}, message) }
}

/** The declared code of a failure; undefined for a bug of the window itself. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' ? code : undefined
}

/** What "Copy details" copies: no input and no address, so nothing secret can be in it. */
export function errorDetails(where: string, error: unknown): string {
  const { code, what } = friendlyError(error)
  const data = (error as { data?: { incidentId?: unknown } } | null)?.data
  const incident = typeof data?.incidentId === 'string' ? `\nincident: ${data.incidentId}` : ''
  return `${where}\ncode: ${code}${incident}\n${what}\nat: ${new Date().toISOString()}`
}

function messageOf(error: unknown): string {
  if (typeof error === 'string') return error
  const message = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : undefined
  return typeof message === 'string' ? message : ''
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value ? value : otherwise
}

function quote(value: unknown): string {
  return typeof value === 'string' && value ? `“${value}”` : 'you chose'
}

function list(value: unknown): string {
  return Array.isArray(value) && value.length > 0 ? value.join(', ') : 'A key'
}

function users(data: Record<string, unknown>): string {
  const names = Array.isArray(data.users) ? data.users.map(String) : []
  const more = Number(data.count) - names.length
  return names.length === 0
    ? `${typeof data.count === 'number' ? data.count : 'some'} other things`
    : `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function firstIssue(issues: unknown): string {
  const [issue] = Array.isArray(issues) ? (issues as { path?: unknown[]; message?: string }[]) : []
  if (!issue) return 'Something in this form does not fit.'
  const field = (issue.path ?? []).join(' › ')
  return field ? `${field}: ${issue.message ?? 'does not fit'}.` : `${issue.message ?? 'It does not fit'}.`
}
