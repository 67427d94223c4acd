/** The small functions one feature asks of another. Wired in host.ts; a feature never imports its neighbour for them. */
import type * as z from 'zod'
import type { EffectiveEnvKey, EnvChange, EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import type { envReceiptKey, runReason } from '#shared/contract/runs.ts'
import type { Transaction } from './sql.ts'

/** One layer as it stands, with what a person needs to recognise it. */
export interface LayerSource {
  layer: EnvLayer
  sourceId: string
  sourceName: string
  env: StoredEnv
  changedAt: Date
  changedBy: string
}

/**
 * Makes `company_secret_bindings` of one target equal to the secret references in `env`, inside the transaction that
 * saves the env. Throws UNKNOWN_SECRET naming the keys whose secret is missing, deleted or another company's.
 */
export type BindEnv = (tx: Transaction, target: { companyId: string; targetType: EnvLayer; targetId: string; env: StoredEnv }) => Promise<void>

/** Describes the environment the next run would get: same merge as a run, no value of a secret. */
export type DescribeEnv = (companyId: string, layers: LayerSource[]) => Promise<EffectiveEnvKey[]>

/** Compares two environments key by key, value-free: hidden values and secrets by fingerprint. Secrets as they are today. */
export type CompareEnv = (companyId: string, before: LayerSource[], after: LayerSource[]) => Promise<EnvChange[]>

/** The version of each secret that was current at an instant; a secret that did not exist then is left out. */
export type VersionsAt = (companyId: string, secretIds: string[], at: Date) => Promise<Map<string, number>>

/**
 * Compares what a run was given with what its routine would get now; unchanged keys are left out. `was`: those layers
 * that are known as they were when the run started.
 */
export type CompareReceipt = (request: { companyId: string; receipt: EnvReceipt; was: LayerSource[]; now: LayerSource[] }) => Promise<EnvChange[]>

/** Throws INLINE_SECRET naming the keys of `env` that strict mode refuses and that `stored` does not hold already. */
export type RefuseInline = (env: StoredEnv, stored: StoredEnv) => Promise<void>

export type EnvReceipt = Array<z.infer<typeof envReceiptKey>>

export interface ResolvedEnv {
  values: Record<string, string>
  receipt: EnvReceipt
  /** What must never be written anywhere: every secret and every hidden plain value handed out, by the name of its secret or key. */
  sensitive: Array<{ name: string; value: string }>
}

/** The winners could not all be resolved; `message` lists every problem by key and secret name, without values. */
export class EnvUnresolved extends Error {
  readonly problems: Array<{ key: string; secretName: string; code: string }>
  constructor(message: string, problems: Array<{ key: string; secretName: string; code: string }>) {
    super(message)
    this.name = 'EnvUnresolved'
    this.problems = problems
  }
}

/**
 * Resolves the environment of one run: only the winner of each key, every access recorded in the transaction that
 * hands the values out. Throws EnvUnresolved, after recording the failures.
 */
export type ResolveEnv = (request: {
  companyId: string
  runId: string
  routineId: string
  actor: string
  layers: LayerSource[]
}) => Promise<ResolvedEnv>

export interface RunDraft {
  companyId: string
  routineId: string
  revisionId: string
  agentId: string
  source: 'manual' | 'schedule' | 'retry'
  actor: string
  triggerId?: string
  dueAt?: Date
  retryOfId?: string
  debug?: boolean
}

/** Writes a queued run inside the caller's transaction. Answers null when that trigger's instant already has a run. */
export type EnqueueRun = (tx: Transaction, draft: RunDraft) => Promise<string | null>

/** Tells the runner that queued runs may be waiting; call it after the commit. */
export type WakeRunner = () => void

/** A run that has ended already, with its whole log: how the sample company gets a past. */
export interface PastRun {
  companyId: string
  routineId: string
  revisionId: string
  agentId: string
  triggerId: string | null
  source: 'manual' | 'schedule'
  status: 'succeeded' | 'failed' | 'timed_out' | 'cancelled'
  reason: z.infer<typeof runReason>
  message: string
  exitCode: number | null
  startedAt: Date
  durationMs: number
  lines: Array<{ stream: 'stdout' | 'stderr' | 'host'; text: string }>
}

export type RecordPastRuns = (runs: PastRun[]) => Promise<void>
