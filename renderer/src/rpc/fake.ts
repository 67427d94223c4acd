/**
 * A host in memory for stories and component tests: the real client type over canned data, with latency and failures
 * on demand. It parses input by the contract, so that a screen that sends nonsense fails here as it would in life.
 */
import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client'
import { contract } from '#shared/contract/index.ts'
import type { Change } from '#shared/contract/system.ts'
import type { DeclaredErrorCode } from '#shared/errors.ts'
import { declared, type Handlers } from './fake/handlers.ts'
import { settings, system } from './fake/installation.ts'
import { organisation } from './fake/organisation.ts'
import { secrets } from './fake/secrets.ts'
import { seed } from './fake/seed.ts'
import type { Emit, FakeState } from './fake/state.ts'
import { triggers } from './fake/triggers.ts'
import { vault } from './fake/vault.ts'
import { routines, runs } from './fake/work.ts'
import { ConnectionLost } from './friendly-error.ts'
import type { Client } from './types.ts'

export { fakeIds } from './fake/ids.ts'

export interface FakeOptions {
  /** Milliseconds before each answer; `Infinity` never answers. */
  latencyMs?: number
  /** Procedures that fail, with the code they fail with: `{ 'routines.list': 'UNAVAILABLE' }`. */
  fail?: Partial<Record<string, DeclaredErrorCode | 'CONNECTION_LOST'>>
  /** Starts without companies, or with companies that hold nothing. */
  empty?: 'installation' | 'companies'
  /** The instant the canned data is dated from, milliseconds since 1970. */
  now?: number
  /** Changes the canned data before it is first read. */
  prepare?: (state: FakeState) => void
}

export interface Fake {
  client: Client
  state: FakeState
  /** Latency and failures, changeable while it runs. */
  options: FakeOptions
  /** Every call so far: path and input. */
  calls: { path: string; input: unknown }[]
  /** Tells the watchers that something changed. */
  emit: Emit
}

const failureData: Partial<Record<DeclaredErrorCode, object>> = {
  NOT_FOUND: { noun: 'routine' },
  IN_USE: { count: 2, users: ['Hello report', 'Send invoices'] },
  NAME_TAKEN: { name: 'Reporter' },
  VAULT_LOCKED: { reason: 'the master key file is missing' },
  UNAVAILABLE: { phase: 'database' },
  INTERNAL: { incidentId: 'inc-7f3a91' },
  WRONG_STATE: { state: 'current' },
  INLINE_SECRET: { keys: ['API_TOKEN'] },
  UNKNOWN_SECRET: { keys: ['API_TOKEN'] },
  PROVIDER_UNAVAILABLE: { provider: 'aws_secrets_manager', code: 'unreachable' },
  KIT_REFUSED: { cause: 'passphrase' },
  CONFLICT: { currentRevisionId: 'other' },
}

/** Makes a fake host. */
export function createFake(options: FakeOptions = {}): Fake {
  const state = seed(options.now ?? Date.now())
  if (options.empty) empty(state, options.empty)
  options.prepare?.(state)
  const watchers = new Set<(change: Change) => void>()
  const emit: Emit = (noun, id, companyId, kind = 'updated') => {
    for (const watcher of watchers) watcher({ noun, id, companyId, kind })
  }
  const handlers: Handlers = {
    ...organisation(state, emit),
    routines: routines(state, emit),
    runs: runs(state, emit),
    secrets: secrets(state, emit),
    vault: vault(state, emit),
    triggers: triggers(state, emit),
    settings: settings(state, emit),
    system: system(state, watchers),
  }
  const fake: Omit<Fake, 'client'> = { state, options, calls: [], emit }
  const link: ClientLink<ClientContext> = { call: (path, input, { signal }) => answer(fake, handlers, path, input, signal) }
  const client: Client = createORPCClient(link)
  return Object.assign(fake, { client })
}

async function answer(
  fake: Omit<Fake, 'client'>,
  handlers: Handlers,
  path: readonly string[],
  input: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const [noun = '', name = ''] = path
  fake.calls.push({ path: path.join('.'), input })
  await delay(fake.options.latencyMs ?? 0, signal)
  const code = fake.options.fail?.[path.join('.')] ?? fake.options.fail?.['*']
  if (code === 'CONNECTION_LOST') throw new ConnectionLost()
  if (code) throw declared(code, (failureData[code] ?? {}) as never)
  const procedure = (contract as unknown as Record<string, Record<string, ProcedureLike>>)[noun]?.[name]
  const parsed = procedure?.['~orpc'].inputSchema.safeParse(input)
  if (!parsed?.success)
    throw declared('BAD_REQUEST', {
      issues: (parsed?.error?.issues ?? []).map((issue) => ({ path: issue.path.map(String), message: issue.message })),
    })
  const handler = (handlers as unknown as Record<string, Record<string, (input: unknown, signal: AbortSignal | undefined) => unknown>>)[noun]?.[name]
  const result = handler?.(parsed.data, signal)
  return isStream(result) ? result : structuredClone(result)
}

interface ProcedureLike {
  '~orpc': {
    inputSchema: {
      safeParse(input: unknown): { success: boolean; data?: unknown; error?: { issues: readonly { path: PropertyKey[]; message: string }[] } }
    }
  }
}

function isStream(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    if (Number.isFinite(ms)) setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}

function empty(state: FakeState, what: 'installation' | 'companies') {
  if (what === 'installation') state.companies = []
  state.projects = []
  state.agents = []
  state.secrets = []
  state.routines = []
  state.triggers = []
  state.revisions = []
  state.runs = []
}
