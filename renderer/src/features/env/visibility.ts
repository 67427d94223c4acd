/** Who may see a plain value, in words, and which way that may change. */
import type { EnvBinding, Visibility } from '#shared/contract/env.ts'

/** What a row of an environment can be: a plain value under one of three visibilities, or a reference to a secret. */
export type EnvKind = Visibility | 'secret'

export const visibilities: readonly Visibility[] = ['visible', 'masked', 'write_only']

export const visibilityWords: Record<Visibility, string> = { visible: 'Visible', masked: 'Masked', write_only: 'Write-only' }

export const kindOptions: readonly { value: EnvKind; label: string; detail: string }[] = [
  { value: 'visible', label: 'Visible', detail: 'shown in full' },
  { value: 'masked', label: 'Masked', detail: 'shown on request, recorded' },
  { value: 'write_only', label: 'Write-only', detail: 'never shown again' },
  { value: 'secret', label: 'Secret', detail: 'kept in the vault' },
]

const hiding: Record<Visibility, number> = { visible: 0, masked: 1, write_only: 2 }

/** Whether `to` shows a value to more people than `from`: that takes a new value. */
export function lowers(from: Visibility, to: Visibility): boolean {
  return hiding[to] < hiding[from]
}

export function kindOf(binding: EnvBinding): EnvKind {
  return binding.kind === 'secret' ? 'secret' : binding.visibility
}

/** Why a kept value cannot be shown more openly, as a sentence. */
export function loweringRefused(from: Visibility, to: Visibility): string {
  return `The stored value is ${visibilityWords[from].toLowerCase()} and cannot be made ${visibilityWords[to].toLowerCase()}. Type a new value, or set it back to ${visibilityWords[from]}.`
}
