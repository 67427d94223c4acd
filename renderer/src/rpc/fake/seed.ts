/** The canned companies: Acme with something in every state, Globex with nothing yet. */

import type { Adapter } from '#shared/contract/agents.ts'
import { defaultSettings } from '../default-settings.ts'
import { fakeIds as ids } from './ids.ts'
import { routinePlans } from './routine-plans.ts'
import { seedRuns } from './seed-runs.ts'
import { type FakeState, newId } from './state.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Makes the state that every fake starts with; `now` dates it. */
export function seed(now: number): FakeState {
  const ago = (ms: number) => new Date(now - ms)
  const state: FakeState = {
    now,
    nextId: 1000,
    settings: { ...defaultSettings },
    host: { phase: 'ready', detail: '', failure: null, version: '0.1.0', startedAt: ago(3 * hour) },
    checks: seedChecks(),
    companies: [
      { id: ids.acme, name: 'Acme', description: 'Reports, invoices and a watchful eye.', isSample: true, createdAt: ago(40 * day) },
      { id: ids.globex, name: 'Globex', description: '', isSample: false, createdAt: ago(2 * day) },
    ],
    projects: [
      {
        id: ids.project.operations,
        name: 'Operations',
        description: 'What keeps the lights on.',
        env: [{ key: 'REPORT_TZ', binding: { kind: 'plain', value: 'Europe/Berlin' } }],
      },
      { id: ids.project.growth, name: 'Growth', description: '', env: [] },
    ].map((project) => ({ ...project, companyId: ids.acme, createdAt: ago(39 * day), updatedAt: ago(4 * day) })) as FakeState['projects'],
    agents: seedAgents(ago),
    secrets: seedSecrets(ago),
    routines: [],
    deletedRoutines: new Set(),
    triggers: [],
    revisions: [],
    runs: [],
    logs: new Map(),
    access: [],
  }
  seedRoutines(state, ago)
  seedTriggers(state, ago)
  seedRuns(state)
  return state
}

function seedChecks(): FakeState['checks'] {
  return [
    { id: 'database', title: 'Database', state: 'pass', detail: 'Postgres 18.4, schema 1, 12 MB.', fix: '' },
    { id: 'vault', title: 'Secret vault', state: 'pass', detail: 'The master key opens every secret.', fix: '' },
    {
      id: 'disk',
      title: 'Disk space',
      state: 'warning',
      detail: '1.8 GB free where logs are kept.',
      fix: 'Free some space, or move the home folder to a larger disk.',
    },
    {
      id: 'scheduler',
      title: 'Scheduler',
      state: 'critical',
      detail: 'The last tick was 4 minutes ago.',
      fix: 'Restart Wheelhouse. If it happens again, save a diagnostic report.',
    },
  ]
}

function seedAgents(ago: (ms: number) => Date): FakeState['agents'] {
  const process = (command: string, ...args: string[]): Adapter => ({ kind: 'process', command, args, cwd: null, timeoutSec: 3600, graceSec: 10 })
  const base = { companyId: ids.acme, createdAt: ago(39 * day), updatedAt: ago(6 * day) }
  return [
    {
      ...base,
      id: ids.agent.reporter,
      name: 'Reporter',
      description: 'Writes the reports people read.',
      adapter: process('node', 'report.mjs'),
      env: [{ key: 'LOG_LEVEL', binding: { kind: 'plain', value: 'info' } }],
    },
    {
      ...base,
      id: ids.agent.billing,
      name: 'Billing clerk',
      description: '',
      adapter: process('/usr/bin/python3', '-u', 'billing.py'),
      env: [{ key: 'STRIPE_KEY', binding: { kind: 'secret', secretId: ids.secret.stripe, version: 'latest' } }],
    },
    { ...base, id: ids.agent.watcher, name: 'Watcher', description: 'Looks, and says what it saw.', adapter: process('watch-things'), env: [] },
  ]
}

function seedSecrets(ago: (ms: number) => Date): FakeState['secrets'] {
  const base = { companyId: ids.acme, provider: 'local_encrypted' as const, createdAt: ago(30 * day) }
  return [
    {
      ...base,
      id: ids.secret.stripe,
      name: 'STRIPE_KEY',
      description: 'Live key, billing only.',
      status: 'active',
      version: 3,
      fingerprint: '9f2c41d07ab3',
      rotatedAt: ago(3 * day),
      lastAccessedAt: ago(50 * minute),
    },
    {
      ...base,
      id: ids.secret.smtp,
      name: 'SMTP_PASSWORD',
      description: '',
      status: 'active',
      version: 1,
      fingerprint: '04be77c1e9d2',
      rotatedAt: ago(30 * day),
      lastAccessedAt: ago(5 * hour),
    },
    {
      ...base,
      id: ids.secret.openai,
      name: 'MODEL_API_KEY',
      description: '',
      status: 'active',
      version: 2,
      fingerprint: 'c3a1f0b26e58',
      rotatedAt: ago(11 * day),
      lastAccessedAt: null,
    },
    {
      ...base,
      id: ids.secret.legacy,
      name: 'LEGACY_TOKEN',
      description: 'Replaced by STRIPE_KEY.',
      status: 'disabled',
      version: 1,
      fingerprint: '71d9e28a4c06',
      rotatedAt: ago(90 * day),
      lastAccessedAt: ago(33 * day),
    },
  ]
}

function seedRoutines(state: FakeState, ago: (ms: number) => Date) {
  for (const plan of routinePlans) {
    const revisionId = newId(state)
    const env = plan.id === ids.routine.report ? [{ key: 'REPORT_TZ', binding: { kind: 'plain' as const, value: 'UTC' } }] : []
    state.routines.push({
      ...plan,
      companyId: ids.acme,
      disabledReason: plan.reason ?? null,
      description: plan.id === ids.routine.report ? 'Says hello and reports what it found.' : '',
      args: ['--quiet'],
      env,
      revisionId,
      revisionNumber: 1,
      isSample: true,
      createdAt: ago(38 * day),
      updatedAt: ago(2 * day),
    })
    state.revisions.push({
      revision: {
        id: revisionId,
        routineId: plan.id,
        number: 1,
        summary: 'Created',
        changed: [],
        createdBy: 'you',
        createdAt: ago(38 * day),
        current: true,
      },
      snapshot: {
        name: plan.name,
        description: '',
        projectId: plan.projectId,
        agentId: plan.agentId,
        enabled: plan.enabled,
        args: ['--quiet'],
        env,
        triggers: [],
      },
    })
  }
}

function seedTriggers(state: FakeState, ago: (ms: number) => Date) {
  const trigger = { companyId: ids.acme, kind: 'cron' as const, label: '', enabled: true, timezone: 'Europe/Berlin' }
  state.triggers.push(
    {
      ...trigger,
      id: ids.trigger.nightly,
      routineId: ids.routine.report,
      cron: '0 2 * * *',
      words: 'At 02:00',
      nextDueAt: new Date(state.now + 5 * hour),
      lastDueAt: ago(19 * hour),
    },
    {
      ...trigger,
      id: ids.trigger.hourly,
      routineId: ids.routine.invoices,
      cron: '0 * * * *',
      words: 'Every hour',
      nextDueAt: new Date(state.now + 25 * minute),
      lastDueAt: ago(35 * minute),
    },
  )
}
