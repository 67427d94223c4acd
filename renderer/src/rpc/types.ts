/** The client's type, inferred from the contract: no zod schema and no host code comes along. */
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/index.ts'

export type Client = ContractRouterClient<Contract>
