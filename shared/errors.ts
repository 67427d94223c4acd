/**
 * The closed list of failures a person can meet. A handler throws one of these or it is a bug, which reaches the
 * client as INTERNAL with an incident id and nothing else. Messages follow one pattern: what happened, what it
 * affects, what to do.
 */
import * as z from 'zod'

const issue = z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })

export const declaredErrors = {
  /** Input did not fit the contract. `issues` name the fields at fault. */
  BAD_REQUEST: { status: 400, message: 'The request does not fit the contract.', data: z.object({ issues: z.array(issue) }) },
  /** No such thing in this company; a foreign id reads the same. */
  NOT_FOUND: { status: 404, message: 'Not found.', data: z.object({ noun: z.string() }) },
  /** The form was loaded from an older revision than the one now stored. */
  CONFLICT: { status: 409, message: 'Changed by someone else since it was loaded.', data: z.object({ currentRevisionId: z.string() }) },
  /** Another one of the same company carries this name. */
  NAME_TAKEN: { status: 409, message: 'That name is taken.', data: z.object({ name: z.string() }) },
  /** Something still uses it. `users` are names a person recognises, the first twenty. */
  IN_USE: { status: 409, message: 'Still in use.', data: z.object({ count: z.int(), users: z.array(z.string()) }) },
  /** The schedule cannot be read or never fires. `field` is the part at fault. */
  INVALID_SCHEDULE: { status: 422, message: 'The schedule cannot be read.', data: z.object({ field: z.string() }) },
  /** An env binding names a secret that this company does not have. */
  UNKNOWN_SECRET: { status: 422, message: 'An env key refers to a secret that does not exist.', data: z.object({ keys: z.array(z.string()) }) },
  /** Strict mode: a plain value under a sensitive name, or one that looks like a credential. */
  INLINE_SECRET: { status: 422, message: 'Strict mode refuses a secret typed as a plain value.', data: z.object({ keys: z.array(z.string()) }) },
  /** What was asked for does not fit the state the thing is in. */
  WRONG_STATE: { status: 409, message: 'Not possible in its present state.', data: z.object({ state: z.string() }) },
  /** A secret provider does not answer, refuses, or asks to slow down. */
  PROVIDER_UNAVAILABLE: { status: 502, message: 'The secret provider is not available.', data: z.object({ provider: z.string(), code: z.string() }) },
  /** The recovery kit is damaged, of another installation, or its passphrase is wrong. */
  KIT_REFUSED: {
    status: 422,
    message: 'The recovery kit cannot be used.',
    data: z.object({ cause: z.enum(['damaged', 'passphrase', 'other_key']) }),
  },
  /** The run has already ended, or has not produced what was asked for. */
  RUN_NOT_ACTIVE: { status: 409, message: 'The run has already ended.', data: z.object({ status: z.string() }) },
  /** The master key is missing or not the one that wrote the stored secrets. */
  VAULT_LOCKED: { status: 423, message: 'The secret vault is locked.', data: z.object({ reason: z.string() }) },
  /** The database is starting, stopping or unreachable. */
  UNAVAILABLE: { status: 503, message: 'The database is not ready.', data: z.object({ phase: z.string() }) },
  /** A bug. The log holds the cause under this incident id. */
  INTERNAL: { status: 500, message: 'Something failed inside Wheelhouse.', data: z.object({ incidentId: z.string() }) },
} as const

export type DeclaredErrorCode = keyof typeof declaredErrors
