import { expect, test } from 'vitest'
import { flakyTests } from './flaky.mjs'

const spec = (title: string, ...statuses: string[]) => ({ title, file: 'a.spec.ts', line: 7, tests: statuses.map((status) => ({ status })) })

test('names what needed a second try, however deep it stands, and nothing else', () => {
  const report = {
    suites: [
      { title: 'a.spec.ts', specs: [spec('sound', 'expected'), spec('shaky', 'flaky'), spec('broken', 'unexpected')] },
      { title: 'b.spec.ts', specs: [], suites: [{ title: 'from Tokyo', specs: [spec('reads', 'flaky'), spec('waits', 'skipped')] }] },
    ],
  }
  expect(flakyTests(report)).toEqual(['a.spec.ts:7 shaky', 'a.spec.ts:7 from Tokyo › reads'])
  expect(flakyTests({ suites: [] })).toEqual([])
})
