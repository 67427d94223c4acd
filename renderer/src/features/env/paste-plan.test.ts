import { describe, expect, it } from 'vitest'
import type { Env } from '#shared/contract/env.ts'
import { freeNames } from './free-names.ts'
import { applyPaste, planPaste, toApply, verdictOf } from './paste-plan.ts'
import { readsAsEnv } from './reads-as-env.ts'

const env: Env = [
  { key: 'LOG_LEVEL', binding: { kind: 'plain', visibility: 'visible', value: 'info' } },
  { key: 'FOOTER', binding: { kind: 'plain', visibility: 'masked', value: null } },
  { key: 'TOKEN', binding: { kind: 'secret', secretId: 's1', version: 2 } },
]
const nothing: ReadonlySet<string> = new Set()

describe('pasted text', () => {
  it('is told from a name', () => {
    for (const text of ['A=1', 'export A=1', 'A = 1', 'A=1\nB=2', '{"A":"1"}', 'A\nB']) expect(readsAsEnv(text), text).toBe(true)
    for (const text of ['STRIPE_KEY', 'STRIPE_KEY\n', ' A ']) expect(readsAsEnv(text), text).toBe(false)
  })

  it('says row by row what it would do', () => {
    const { rows } = planPaste('export LOG_LEVEL=info\nNEW="two\\nlines"\nFOOTER=x\nTOKEN=abc\nNEW2=a\nNEW2=b\n9X=1\n', env)
    expect(rows.map((row) => [row.key, verdictOf(row, nothing), row.kind])).toEqual([
      ['LOG_LEVEL', 'same', 'visible'],
      ['NEW', 'add', 'visible'],
      ['FOOTER', 'overwrite', 'masked'],
      ['TOKEN', 'overwrite', 'secret'],
      ['NEW2', 'duplicate', 'visible'],
      ['NEW2', 'add', 'visible'],
      ['9X', 'invalid', 'visible'],
    ])
    expect(rows[1]?.value).toBe('two\nlines')
    expect(toApply(rows, nothing).map(({ line }) => line)).toEqual([2, 3, 4, 6])
    expect(toApply(rows, new Set(['TOKEN'])).map(({ key }) => key)).not.toContain('TOKEN')
  })

  it('guesses what belongs into the vault', () => {
    const { rows } = planPaste('API_TOKEN=abc\nEMPTY_TOKEN=\nPORT=80', [])
    expect(rows.map(({ kind }) => kind)).toEqual(['secret', 'visible', 'visible'])
  })

  it('leaves every other key alone', () => {
    const { rows } = planPaste('TOKEN=abc\nNEW=1', env)
    expect(applyPaste(env, rows, new Map([['TOKEN', 's9']]))).toEqual([
      env[0],
      env[1],
      { key: 'TOKEN', binding: { kind: 'secret', secretId: 's9', version: 'latest' } },
      { key: 'NEW', binding: { kind: 'plain', visibility: 'visible', value: '1' } },
    ])
  })
})

it('never takes the name of a secret that is there: an import would give that one a new value', () => {
  const names = freeNames(['A', 'TOKEN', 'token'], ['Token', 'Report TOKEN'], 'Report')
  expect([...names.values()]).toEqual(['A', 'Report TOKEN 2', 'Report token 3'])
})
