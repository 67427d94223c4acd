/** The one word, silhouette and tone of every state a person can meet. */
import type { EffectiveEnvKey } from '#shared/contract/env.ts'
import type { RoutineStatus } from '#shared/contract/routines.ts'
import type { RunStatus } from '#shared/contract/runs.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import type { HealthCheck } from '#shared/contract/system.ts'
import type { Tone } from './badge.tsx'

export type Glyph = 'check' | 'cross' | 'alert' | 'play' | 'pause' | 'clock' | 'unknown' | 'turn' | 'stop' | 'empty' | 'lock'

export interface StatusWord {
  word: string
  glyph: Glyph
  tone: Tone
}

export const runWords: Record<RunStatus, StatusWord> = {
  queued: { word: 'Queued', glyph: 'clock', tone: 'neutral' },
  running: { word: 'Running', glyph: 'play', tone: 'info' },
  succeeded: { word: 'Succeeded', glyph: 'check', tone: 'ok' },
  failed: { word: 'Failed', glyph: 'cross', tone: 'danger' },
  timed_out: { word: 'Timed out', glyph: 'alert', tone: 'danger' },
  cancelled: { word: 'Cancelled', glyph: 'stop', tone: 'paused' },
  lost: { word: 'Lost', glyph: 'unknown', tone: 'warn' },
}

export const routineWords: Record<RoutineStatus, StatusWord> = {
  disabled: { word: 'Disabled', glyph: 'pause', tone: 'paused' },
  running: { word: 'Running', glyph: 'play', tone: 'info' },
  failing: { word: 'Failing', glyph: 'cross', tone: 'danger' },
  healthy: { word: 'Healthy', glyph: 'check', tone: 'ok' },
  never_ran: { word: 'Never ran', glyph: 'empty', tone: 'neutral' },
}

export const healthWords: Record<HealthCheck['state'], StatusWord> = {
  pass: { word: 'Pass', glyph: 'check', tone: 'ok' },
  warning: { word: 'Warning', glyph: 'alert', tone: 'warn' },
  critical: { word: 'Critical', glyph: 'cross', tone: 'danger' },
}

export const secretWords: Record<Secret['status'], StatusWord> = {
  active: { word: 'Enabled', glyph: 'check', tone: 'ok' },
  disabled: { word: 'Disabled', glyph: 'pause', tone: 'paused' },
}

export type EnvHealth = EffectiveEnvKey['definitions'][number]['health']

export const envHealthWords: Record<EnvHealth, StatusWord> = {
  ok: { word: 'Resolves', glyph: 'check', tone: 'ok' },
  secret_missing: { word: 'Secret missing', glyph: 'cross', tone: 'danger' },
  secret_disabled: { word: 'Secret disabled', glyph: 'pause', tone: 'danger' },
  version_missing: { word: 'Version missing', glyph: 'cross', tone: 'danger' },
  version_disabled: { word: 'Version disabled', glyph: 'pause', tone: 'danger' },
  version_destroyed: { word: 'Version destroyed', glyph: 'cross', tone: 'danger' },
  missing_in_provider: { word: 'Missing at provider', glyph: 'cross', tone: 'danger' },
  vault_locked: { word: 'Vault locked', glyph: 'lock', tone: 'warn' },
}
