/** States of secrets and versions in words, and which of them ask for attention first. */
import type { Secret, SecretAccess, SecretVersion } from '#shared/contract/secrets.ts'
import { type StatusWord, secretWords } from '../../ui/status-words.ts'
import { formatAbsolute } from '../../ui/time-format.ts'

type Need = Secret['needs'][number]

/** The most urgent first. */
export const needWords: Record<Need, StatusWord & { detail: string }> = {
  missing_in_provider: {
    word: 'Missing in provider',
    glyph: 'cross',
    tone: 'danger',
    detail: 'The provider does not have it any more: every run that needs it fails.',
  },
  expired: { word: 'Expired', glyph: 'cross', tone: 'danger', detail: 'The date you set has passed. Runs still get the value: rotate it.' },
  disabled_in_use: { word: 'Disabled, in use', glyph: 'pause', tone: 'danger', detail: 'Something still binds it: every run that needs it fails.' },
  expires_soon: { word: 'Expires soon', glyph: 'alert', tone: 'warn', detail: 'The date you set is near: rotate it before.' },
  rotation_due: { word: 'Rotation due', glyph: 'clock', tone: 'warn', detail: 'The value is older than its policy allows.' },
  destruction_scheduled: {
    word: 'Destroys a version',
    glyph: 'clock',
    tone: 'warn',
    detail: 'A version of it is going to be destroyed; that can be cancelled until then.',
  },
}
const urgency = Object.keys(needWords) as Need[]

function mostUrgent({ needs }: Pick<Secret, 'needs'>): Need | undefined {
  return urgency.find((need) => needs.includes(need))
}

/** How a secret stands, in one word: what asks for attention before what is in order. */
export function secretState(secret: Pick<Secret, 'needs' | 'status'>): StatusWord {
  const need = mostUrgent(secret)
  return need ? needWords[need] : secretWords[secret.status]
}

/** Lower comes first where lists begin with what needs action. */
export function attentionRank(secret: Pick<Secret, 'needs' | 'status'>): number {
  const need = mostUrgent(secret)
  return need ? urgency.indexOf(need) : urgency.length + (secret.status === 'disabled' ? 0 : 1)
}

/** How a version stands, in one word. */
export function versionState({ state, destroyAt, disableAt }: Pick<SecretVersion, 'state' | 'destroyAt' | 'disableAt'>): StatusWord {
  if (state === 'destroyed') return { word: 'Destroyed', glyph: 'stop', tone: 'neutral' }
  if (destroyAt) return { word: 'Scheduled for destruction', glyph: 'clock', tone: 'danger' }
  if (state === 'disabled') return secretWords.disabled
  return disableAt ? { word: 'Enabled until', glyph: 'clock', tone: 'warn' } : secretWords.active
}

export const originWords: Record<SecretVersion['origin'], string> = {
  typed: 'Typed',
  pasted: 'Pasted',
  generated: 'Generated',
  imported: 'Imported',
  migrated: 'Moved from a plain value',
  provider: 'From the provider',
}

export const actionWords: Record<SecretAccess['action'], string> = {
  resolve: 'Resolved',
  reveal: 'Revealed',
  create: 'Created',
  rotate: 'Rotated',
  update: 'Edited',
  make_current: 'Made current',
  disable: 'Disabled',
  enable: 'Enabled',
  schedule_destruction: 'Destruction scheduled',
  cancel_destruction: 'Destruction cancelled',
  destroy: 'Destroyed',
  delete: 'Deleted',
  undelete: 'Brought back',
  import: 'Imported',
  export: 'Exported',
  link: 'Linked',
}

/** Who keeps the value. */
export function kindWords({ provider, managed }: Pick<Secret, 'provider' | 'managed'>): string {
  if (provider === 'local_encrypted') return 'Vault'
  return managed ? 'AWS' : 'AWS link'
}

/** Whether the value is older than its policy allows; null where there is no policy. */
export function overdue({ rotateEveryDays, rotatedAt }: Pick<Secret, 'rotateEveryDays' | 'rotatedAt'>, now: number): boolean | null {
  return rotateEveryDays === null ? null : now - rotatedAt.getTime() > rotateEveryDays * 86_400_000
}

/** A date to come, in a sentence: "until Nov 22, 7:43 AM". */
export function onDate(at: Date): string {
  return formatAbsolute(at, 'local', Date.now())
}
