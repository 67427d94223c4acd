/** The contract's implementer and the declared errors as things a feature can throw. */
import type { ContractRouterClient } from '@orpc/contract'
import { implement, ORPCError } from '@orpc/server'
import type * as z from 'zod'
import { type Contract, contract } from '#shared/contract/index.ts'
import { type DeclaredErrorCode, declaredErrors } from '#shared/errors.ts'

export const os = implement(contract)

/** The contract as functions to call, in this process or from another. */
export type Client = ContractRouterClient<Contract>

type ErrorData<C extends DeclaredErrorCode> = z.infer<(typeof declaredErrors)[C]['data']>

/** Makes a declared error: `throw declared('NOT_FOUND', { noun: 'routine' }, 'This company has no such routine.')`. */
export function declared<C extends DeclaredErrorCode>(code: C, data: ErrorData<C>, message?: string) {
  const { status, message: standard } = declaredErrors[code]
  return new ORPCError(code, { defined: true, status, data, message: message ?? standard })
}

/** Whether a failure is that declared one; its data is then known. */
export function isDeclared<C extends DeclaredErrorCode>(error: unknown, code: C): error is ORPCError<C, ErrorData<C>> {
  return error instanceof ORPCError && error.code === code
}

export function notFound(noun: string) {
  return declared('NOT_FOUND', { noun }, noun === 'company' ? 'There is no such company.' : `This company has no such ${noun}.`)
}
