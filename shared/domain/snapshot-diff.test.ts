import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredSnapshot } from '../contract/routines.ts'
import { same } from './diff.ts'
import { diffFields, diffTriggers, type SnapshotNames } from './snapshot-diff.ts'

const names: SnapshotNames = {
  agent: (id) => ({ a1: 'Claude', a2: 'Codex', a3: 'Claude' })[id],
  project: (id) => ({ p1: 'Website', p2: 'None' })[id],
}
const base: StoredSnapshot = {
  name: 'Report',
  description: 'one\ntwo',
  projectId: null,
  agentId: 'a1',
  enabled: true,
  args: ['--all'],
  env: [],
  triggers: [{ id: 't1', kind: 'cron', label: '', enabled: true, cron: '0 9 * * *', timezone: 'UTC' }],
}

describe('diffFields', () => {
  it('names agent and project in words, arguments as lines', () => {
    expect(diffFields(base, { ...base, agentId: 'a2', projectId: 'p1', args: ['--all', '', 'a\nb', '"q"'] }, names)).toEqual([
      { field: 'project', before: 'None', after: 'Website', body: false },
      { field: 'agent', before: 'Claude', after: 'Codex', body: false },
      { field: 'args', before: '--all', after: '--all\n""\n"a\\nb"\n"\\"q\\""', body: true },
    ])
  })

  it('tells apart what reads alike', () => {
    expect(diffFields({ ...base, agentId: 'gone1' }, { ...base, agentId: 'gone2' }, names)).toEqual([
      { field: 'agent', before: 'Deleted agent (gone1)', after: 'Deleted agent (gone2)', body: false },
    ])
    expect(diffFields(base, { ...base, projectId: 'p2' }, names)).toEqual([{ field: 'project', before: 'None', after: 'None (p2)', body: false }])
  })
})

describe('diffTriggers', () => {
  it('says what was added, removed and changed', () => {
    const [nine] = base.triggers as [StoredSnapshot['triggers'][number]]
    expect(diffTriggers([nine], [{ ...nine, enabled: false, label: 'daily' }])).toEqual([
      { field: 't1', before: 'At 09:00 (0 9 * * *, UTC), on', after: 'At 09:00 (0 9 * * *, UTC), off, “daily”', body: false },
    ])
    expect(diffTriggers([nine], []).map(({ after }) => after)).toEqual([''])
    expect(diffTriggers([], [nine]).map(({ before }) => before)).toEqual([''])
  })
})

const few = (...values: string[]) => fc.constantFrom(...values)
const snapshots: fc.Arbitrary<StoredSnapshot> = fc.record({
  name: few('Report', 'report'),
  description: few('', 'a', 'a\n'),
  projectId: fc.constantFrom(null, 'p1', 'p2', 'gone'),
  agentId: few('a1', 'a2', 'a3', 'gone1', 'gone2'),
  enabled: fc.boolean(),
  args: fc.array(few('', 'a', 'b', 'a\nb', '"a"', '""', '\r', ' '), { maxLength: 3 }),
  env: fc.constant([]),
  triggers: fc.uniqueArray(
    fc.record({
      id: few('t1', 't2', 't3'),
      kind: fc.constant('cron' as const),
      label: few('', 'x', 'off', '”, “'),
      enabled: fc.boolean(),
      cron: few('0 9 * * *', '0 10 * * *', '00 9 * * *'),
      timezone: few('UTC', 'Europe/Berlin'),
    }),
    { selector: ({ id }) => id, maxLength: 3 },
  ),
})

it('shows every difference, with two sides that read differently, and none between equals', () => {
  fc.assert(
    fc.property(snapshots, snapshots, (before, after) => {
      const byId = ({ triggers }: StoredSnapshot) => triggers.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const content = (snapshot: StoredSnapshot) => ({ ...snapshot, env: [], triggers: [] })
      const fields = diffFields(before, after, names)
      const triggers = diffTriggers(before.triggers, after.triggers)
      expect(fields.length === 0).toBe(same(content(before), content(after)))
      expect(triggers.length === 0).toBe(same(byId(before), byId(after)))
      for (const change of [...fields, ...triggers]) expect(change.before).not.toBe(change.after)
    }),
    { numRuns: 2000 },
  )
})
