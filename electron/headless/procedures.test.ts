import { describe, expect, it } from 'vitest'
import { findProcedure, jsonSchema, procedures } from './procedures.ts'

describe('the contract as data', () => {
  it('names every procedure once, and knows which stream', () => {
    const all = procedures()
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.filter(({ streams }) => streams).map(({ name }) => name)).toEqual(['system.watchStatus', 'system.watch', 'runs.follow'])
  })

  it.each(procedures().map((procedure) => [procedure.name, procedure] as const))(
    'has schemas of %s that JSON can carry',
    (_name, { input, output }) => {
      for (const schema of [jsonSchema(input, 'input'), jsonSchema(output, 'output')]) expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
      expect(jsonSchema(input, 'input')).toMatchObject({ type: 'object' })
    },
  )

  it('writes dates as ISO 8601 text and asks for the input as it is sent', () => {
    expect(jsonSchema(findProcedure('companies.get')?.output as never, 'output')).toMatchObject({
      properties: { createdAt: { type: 'string', format: 'date-time' } },
    })
    const create = jsonSchema(findProcedure('companies.create')?.input as never, 'input')
    expect(create).toMatchObject({ properties: { name: { type: 'string' } }, required: ['name'] })
  })

  it('finds nothing by other names', () => {
    for (const name of ['', 'companies', 'companies.create.more', '__proto__', 'toString', 'system.constructor'])
      expect(findProcedure(name)).toBeUndefined()
  })
})
