import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Agent, adapter } from '#shared/contract/agents.ts'
import { type AgentDraft, changesOf, countEdits, draftOf, inputOf, newAgentDraft, problemsOf } from './draft.ts'

const argument = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed())
const anyAdapter = fc.record({
  kind: fc.constant('process' as const),
  command: fc.stringMatching(/^[a-z/][a-z /]{0,20}[a-z]$/),
  args: fc.array(argument, { maxLength: 6 }),
  cwd: fc.option(fc.stringMatching(/^\/[a-z]{1,10}$/), { nil: null }),
  timeoutSec: fc.integer({ min: 1, max: 604_800 }),
  graceSec: fc.integer({ min: 0, max: 600 }),
})

function agentWith(value: Agent['adapter']): Agent {
  const at = new Date(0)
  return {
    id: 'a',
    companyId: 'c',
    name: 'Iris',
    description: '',
    adapter: value,
    env: [],
    version: 1,
    routines: 0,
    activeRuns: 0,
    lastRunAt: null,
    createdAt: at,
    updatedAt: at,
  }
}

test('editing nothing saves the very same adapter, spaces in arguments included', () => {
  fc.assert(
    fc.property(anyAdapter, (value) => {
      const draft = draftOf(agentWith(value))
      expect(problemsOf(draft)).toEqual({})
      expect(inputOf(draft).adapter).toEqual(value)
      expect(adapter.parse(inputOf(draft).adapter)).toEqual(value)
    }),
  )
})

test('seconds are judged as the host judges them', () => {
  const seconds = fc.oneof(fc.integer({ min: -5, max: 700_000 }), fc.double({ noNaN: true }), fc.constant(null))
  fc.assert(
    fc.property(seconds, fc.constantFrom('timeoutSec' as const, 'graceSec' as const), (typed, field) => {
      const accepted = adapter.safeParse({ kind: 'process', command: 'node', [field]: typed }).success
      expect(`adapter.${field}` in problemsOf({ ...newAgentDraft, name: 'Iris', command: 'node', [field]: typed })).toBe(!accepted)
    }),
  )
})

test('an empty form names what is missing, by the path the host would use', () => {
  expect(Object.keys(problemsOf(newAgentDraft))).toEqual(['name', 'adapter.command'])
})

test('only what was edited is sent, so that nothing else is overwritten', () => {
  const before = { ...newAgentDraft, name: 'Iris', command: 'node', args: ['a', 'b'] }
  expect(changesOf(before, { ...before })).toEqual({})
  expect(changesOf(before, { ...before, name: 'Juno' })).toEqual({ name: 'Juno' })
  expect(changesOf(before, { ...before, args: ['a b'] })).toEqual({ adapter: { ...inputOf(before).adapter, args: ['a b'] } })
})

test('edits are counted by field and by key', () => {
  const before: AgentDraft = { ...newAgentDraft, env: [{ key: 'TZ', binding: { kind: 'plain', visibility: 'visible', value: 'UTC' } }] }
  const now: AgentDraft = {
    ...before,
    args: ['x'],
    timeoutSec: 60,
    env: [{ key: 'LANG', binding: { kind: 'plain', visibility: 'visible', value: 'C' } }],
  }
  expect(countEdits(before, before)).toBe(0)
  expect(countEdits(before, now)).toBe(4)
})
