/** A routine with a past, for the stories and tests of history. */
import type { StoredEnv } from '#shared/contract/env.ts'
import type { Revision, StoredSnapshot } from '#shared/contract/routines.ts'
import { type FakeOptions, fakeIds } from '../../rpc/fake.ts'

type State = Parameters<NonNullable<FakeOptions['prepare']>>[0]

const day = 86_400_000
const plain = (key: string, value: string, visibility: 'visible' | 'masked' | 'write_only' = 'visible') =>
  ({ key, binding: { kind: 'plain', visibility, value } }) as const
const secret = (key: string, secretId: string, version: 'latest' | number = 'latest') =>
  ({ key, binding: { kind: 'secret', secretId, version } }) as const

const text = (changed: string) =>
  [
    'Says hello and reports what it found.',
    '',
    ...Array.from({ length: 14 }, (_, n) => `${n + 1}. Look at source ${n + 1} and write down what is new.`),
    '',
    changed,
    'Send the report before breakfast.',
  ].join('\n')

const firstEnv: StoredEnv = [plain('REPORT_TZ', 'UTC'), plain('MAIL_FOOTER', 'Good night', 'masked'), secret('STRIPE_KEY', fakeIds.secret.stripe, 2)]

interface Step {
  summary: string
  changed: Revision['changed']
  change: Partial<StoredSnapshot>
  restoredFrom?: number
}

const nightly = { id: fakeIds.trigger.nightly, kind: 'cron' as const, label: '', enabled: true, cron: '0 2 * * *', timezone: 'Europe/Berlin' }

const steps: Step[] = [
  { summary: 'Created', changed: ['config', 'env', 'secrets'], change: { description: text('Keep it short.'), env: firstEnv } },
  { summary: 'Added trigger', changed: ['triggers'], change: { triggers: [{ ...nightly, cron: '30 1 * * 1-5' }] } },
  {
    summary: 'Try the old token',
    changed: ['env', 'secrets'],
    change: { env: [plain('REPORT_TZ', 'UTC'), secret('OLD_TOKEN', '00000005-0000-4000-8000-00000000dead')] },
  },
  { summary: 'Restored r2: the old token is refused', changed: ['env', 'secrets'], change: { env: firstEnv }, restoredFrom: 2 },
  {
    summary: 'Longer report, new footer, rotated key',
    changed: ['config', 'triggers', 'env', 'secrets'],
    change: {
      description: text('Take the room it needs.'),
      args: ['--quiet', '--all'],
      triggers: [nightly],
      env: [plain('REPORT_TZ', 'Europe/Berlin'), plain('MAIL_FOOTER', 'Good morning', 'masked'), secret('STRIPE_KEY', fakeIds.secret.stripe)],
    },
  },
]

/** Gives the report routine five revisions: r3 refers to a secret that is gone, r4 was restored from r2, r5 is current. */
export function withPast(state: State): void {
  const routine = state.routines.find(({ id }) => id === fakeIds.routine.report)
  const first = state.revisions.findIndex(({ revision }) => revision.routineId === fakeIds.routine.report)
  const start = state.revisions[first]
  if (!routine || !start) return
  state.revisions.splice(first, 1)
  let { snapshot } = start
  let envNumber = 0
  for (const [index, { summary, changed, change, restoredFrom = null }] of steps.entries()) {
    const number = index + 1
    snapshot = { ...snapshot, ...change }
    if (changed.includes('env')) envNumber += 1
    const revision = {
      ...start.revision,
      ...{ id: `00000009-0000-4000-8000-00000000000${number}`, number, summary, changed, envNumber, restoredFrom },
      ...{
        createdBy: number % 2 ? 'ada' : 'grace',
        createdAt: new Date(state.now - (steps.length - index) * 2 * day),
        current: number === steps.length,
      },
    }
    state.revisions.unshift({ revision, snapshot })
    const { triggers: _, ...content } = snapshot
    Object.assign(routine, content, { revisionId: revision.id, revisionNumber: number, envNumber })
  }
}

/** The same, with the routine switched off since. */
export function withPastDisabled(state: State): void {
  withPast(state)
  for (const routine of state.routines) if (routine.id === fakeIds.routine.report) routine.enabled = false
  for (const { revision, snapshot } of state.revisions) {
    if (revision.routineId === fakeIds.routine.report && revision.current) snapshot.enabled = false
  }
}
