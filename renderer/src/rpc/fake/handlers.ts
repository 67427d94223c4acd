/** The shape of the fake's answers: one function for every procedure of the contract, given parsed input. */

import { ORPCError } from '@orpc/client'
import type { AnyContractProcedure, InferSchemaOutput } from '@orpc/contract'
import type * as z from 'zod'
import type { Contract } from '#shared/contract/index.ts'
import { type DeclaredErrorCode, declaredErrors } from '#shared/errors.ts'

type InputOf<P> = P extends AnyContractProcedure ? InferSchemaOutput<NonNullable<P['~orpc']['inputSchema']>> : never
type OutputOf<P> = P extends AnyContractProcedure ? InferSchemaOutput<NonNullable<P['~orpc']['outputSchema']>> : never
type Answer<O> = O extends AsyncIterable<infer T> ? AsyncIterable<T> : O

export type Handlers = {
  [N in keyof Contract]: {
    [P in keyof Contract[N]]: (input: InputOf<Contract[N][P]>, signal: AbortSignal | undefined) => Answer<OutputOf<Contract[N][P]>>
  }
}

/** A declared failure as the client would meet it. */
export function declared<C extends DeclaredErrorCode>(code: C, data: z.infer<(typeof declaredErrors)[C]['data']>): ORPCError<C, unknown> {
  return new ORPCError(code, { defined: true, message: declaredErrors[code].message, data })
}

/** The row with this id, or the failure that a foreign id gets. */
export function need<T extends { id: string; companyId?: string }>(
  rows: readonly T[],
  { id, companyId }: { id: string; companyId?: string },
  noun: string,
): T {
  const row = rows.find((candidate) => candidate.id === id && (companyId === undefined || candidate.companyId === companyId))
  if (!row) throw declared('NOT_FOUND', { noun })
  return row
}

/** Refuses a name that another row of the same company carries. */
export function freeName(rows: readonly { id: string; name: string; companyId?: string }[], name: string, companyId?: string, except?: string) {
  if (rows.some((row) => row.name === name && row.companyId === companyId && row.id !== except)) throw declared('NAME_TAKEN', { name })
}

/** Writes the given fields over a row, leaving out what was not given. */
export function patch<T extends object>(row: T, change: { [K in keyof T]?: T[K] | undefined }): T {
  for (const [key, value] of Object.entries(change)) if (value !== undefined && key in row) Object.assign(row, { [key]: value })
  return row
}

/** One page of an array, by a cursor that is the offset. */
export function pageOf<T>(all: readonly T[], { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const from = Number(cursor ?? 0)
  const items = all.slice(from, from + limit)
  return { items, total: all.length, nextCursor: from + limit < all.length ? String(from + limit) : null }
}
