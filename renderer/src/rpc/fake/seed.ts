/** The canned companies: Acme with something in every state, Globex with nothing yet. */

import type { Adapter } from '#shared/contract/agents.ts'
import { defaultSettings } from '../default-settings.ts'
import { fakeIds as ids } from './ids.ts'
import { routinePlans } from './routine-plans.ts'
import { blankSecret } from './secrets.ts'
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
        env: [{ key: 'REPORT_TZ', binding: { kind: 'plain', visibility: 'visible', value: 'Europe/Berlin' } }],
      },
      { id: ids.project.growth, name: 'Growth', description: '', env: [] },
    ].map((project) => ({ ...project, companyId: ids.acme, version: 1, createdAt: ago(39 * day), updatedAt: ago(4 * day) })) as FakeState['projects'],
    agents: seedAgents(ago),
    secrets: seedSecrets(ago),
    routines: [],
    deletedRoutines: new Set(),
    triggers: [],
    revisions: [],
    runs: [],
    logs: new Map(),
    deletedSecrets: [],
    versions: new Map(),
    vault: seedVault(ago),
    vaultSettings: { strictMode: false, defaultProvider: 'local_encrypted', localEncrypted: { keyFilePath: null, keychain: false }, aws: null },
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
  const base = { companyId: ids.acme, version: 1, createdAt: ago(39 * day), updatedAt: ago(6 * day) }
  return [
    {
      ...base,
      id: ids.agent.reporter,
      name: 'Reporter',
      description: 'Writes the reports people read.',
      adapter: process('node', 'report.mjs'),
      env: [
        { key: 'LOG_LEVEL', binding: { kind: 'plain', visibility: 'visible', value: 'info' } },
        { key: 'MAIL_FOOTER', binding: { kind: 'plain', visibility: 'masked', value: 'Sent by the night shift' } },
        { key: 'SIGNING_SALT', binding: { kind: 'plain', visibility: 'write_only', value: 'pepper-and-salt' } },
      ],
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
  const make = (id: string, name: string, changes: Partial<FakeState['secrets'][number]>): FakeState['secrets'][number] => ({
    ...blankSecret(id, ids.acme, name, '', ''),
    createdAt: ago(30 * day),
    rotatedAt: ago(30 * day),
    ...changes,
  })
  return [
    make(ids.secret.stripe, 'STRIPE_KEY', {
      description: 'Live key, billing only.',
      version: 3,
      fingerprint: '9f2c41d0',
      rotatedAt: ago(3 * day),
      rotateEveryDays: 90,
      lastAccessedAt: ago(50 * minute),
    }),
    make(ids.secret.smtp, 'SMTP_PASSWORD', { fingerprint: '04be77c1', lastAccessedAt: ago(5 * hour) }),
    make(ids.secret.openai, 'MODEL_API_KEY', {
      version: 2,
      fingerprint: 'c3a1f0b2',
      rotatedAt: ago(11 * day),
      expiresAt: new Date(ago(0).getTime() + 4 * day),
      needs: ['expires_soon'],
    }),
    make(ids.secret.legacy, 'LEGACY_TOKEN', {
      description: 'Replaced by STRIPE_KEY.',
      status: 'disabled',
      statusReason: 'Replaced by STRIPE_KEY.',
      statusBy: 'ada',
      statusAt: ago(20 * day),
      fingerprint: '71d9e28a',
      rotatedAt: ago(90 * day),
      lastAccessedAt: ago(33 * day),
    }),
  ]
}

function seedVault(ago: (ms: number) => Date): FakeState['vault'] {
  return {
    state: 'open',
    reason: '',
    fix: '',
    keyId: '8d0e7b1c52a94f30',
    keySource: 'home_file',
    keyLocation: '/home/ada/.wheelhouse/instances/default/secrets/master.key',
    keychain: 'none',
    warnings: [],
    strictMode: false,
    strictModeForced: false,
    kitMadeAt: ago(30 * day),
    kitTestedAt: null,
    dataKeyRotation: null,
    providers: [{ provider: 'local_encrypted', configured: true, state: 'pass', detail: 'Open. 4 secrets of 1 company.', fix: '' }],
  }
}

function seedRoutines(state: FakeState, ago: (ms: number) => Date) {
  for (const plan of routinePlans) {
    const revisionId = newId(state)
    const env =
      plan.id === ids.routine.report ? [{ key: 'REPORT_TZ', binding: { kind: 'plain' as const, visibility: 'visible' as const, value: 'UTC' } }] : []
    state.routines.push({
      ...plan,
      companyId: ids.acme,
      disabledReason: plan.reason ?? null,
      description: plan.id === ids.routine.report ? 'Says hello and reports what it found.' : '',
      args: ['--quiet'],
      env,
      revisionId,
      revisionNumber: 1,
      envNumber: 1,
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
        envNumber: 1,
        restoredFrom: null,
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
