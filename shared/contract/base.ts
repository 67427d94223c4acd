/** The pieces every noun's contract is made of: the procedure builder with the declared errors, ids, text and pages. */
import { oc } from '@orpc/contract'
import * as z from 'zod'
import { declaredErrors } from '../errors.ts'

export const procedure = oc.errors(declaredErrors)

/** Lower-case UUID. */
export const id = z.uuid().transform((value) => value.toLowerCase())

/** Text that Postgres can hold: at most `max` UTF-16 units, no NUL and no lone surrogate. */
export function text(max: number) {
  return z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), 'must not contain NUL characters')
    .refine((value) => value.isWellFormed(), 'must be well-formed Unicode')
}

/** A display name: one line, trimmed, 1 to 120 characters. */
export const name = text(120)
  .transform((value) => value.trim())
  .refine((value) => value.length > 0, 'must not be empty')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  .refine((value) => !/[\u0000-\u001f\u007f\u2028\u2029]/.test(value), 'must be one line of plain text')

export const description = text(20_000)

/** Which company a call is about. Every id in the call is looked up inside it. */
export const inCompany = z.object({ companyId: id })
export const oneOf = inCompany.extend({ id })

/** Keyset page request: `cursor` is the `nextCursor` of the page before. */
export const pageRequest = z.object({
  cursor: text(300).optional(),
  limit: z.int().min(1).max(500).default(100),
})

/** One page; `total` counts every row that matches, whatever the page size. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int() })
}

/** Number of a version of a secret, as far as the database counts. */
export const versionNumber = z.int().min(1).max(2_147_483_647)

export const nothing = z.object({})
