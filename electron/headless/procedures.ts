/** The contract as data: every procedure by its dotted name, with the schemas that a program can read. */
import { type AnyContractProcedure, getEventIteratorSchemaDetails, isContractProcedure } from '@orpc/contract'
import * as z from 'zod'
import { contract } from '#shared/contract/index.ts'

export interface Procedure {
  name: string
  path: string[]
  input: z.ZodType
  /** Of one answer; of one event when it streams. */
  output: z.ZodType
  streams: boolean
}

/** Every procedure, in the order of the contract. */
export function procedures(): Procedure[] {
  return below(contract, [])
}

export function findProcedure(name: string): Procedure | undefined {
  return procedures().find((procedure) => procedure.name === name)
}

function below(node: object, path: string[]): Procedure[] {
  if (isContractProcedure(node)) return [described(node, path)]
  return Object.entries(node).flatMap(([key, child]: [string, object]) => below(child, [...path, key]))
}

function described(procedure: AnyContractProcedure, path: string[]): Procedure {
  const { inputSchema, outputSchema } = procedure['~orpc']
  const events = getEventIteratorSchemaDetails(outputSchema)
  return {
    name: path.join('.'),
    path,
    input: asZod(inputSchema),
    output: asZod(events?.yields ?? outputSchema),
    streams: events !== undefined,
  }
}

/** The contract is written in zod throughout; its library only promises the standard that zod keeps. */
function asZod(schema: unknown): z.ZodType {
  return schema instanceof z.ZodType ? schema : z.unknown()
}

/** JSON Schema of what a program sends and gets: dates are ISO 8601 text. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema: made }) {
      if (zodSchema._zod.def.type === 'date') Object.assign(made, { type: 'string', format: 'date-time' })
    },
  })
}
