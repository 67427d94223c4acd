/** What can be done to several keys of a layer at once, and which of them it leaves out. Pure. */
import type { Env, Visibility } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import type { EnvEntry } from './row-props.ts'
import { lowers } from './visibility.ts'

/** Answers the changed entry, or null for one that it does not apply to. */
export type BulkChange = (entry: EnvEntry) => EnvEntry | null

/** `latest` becomes the version that is current now. */
export function pin(secrets: readonly Secret[]): BulkChange {
  const versions = new Map(secrets.map(({ id, version }) => [id, version]))
  return (entry) => {
    const { binding } = entry
    if (binding.kind !== 'secret' || binding.version !== 'latest') return null
    const version = versions.get(binding.secretId)
    return version === undefined ? null : { ...entry, binding: { ...binding, version } }
  }
}

export const unpin: BulkChange = (entry) =>
  entry.binding.kind === 'secret' && entry.binding.version !== 'latest' ? { ...entry, binding: { ...entry.binding, version: 'latest' } } : null

/** The layer with one key following the latest version of its secret. */
export function withLatest(env: Env, key: string): Env {
  return env.map((entry) => (entry.key === key ? (unpin(entry) ?? entry) : entry))
}

/** Hiding more is free; a kept value cannot be shown more openly, so such a key is left out. */
export function setVisibility(visibility: Visibility): BulkChange {
  return (entry) => {
    const { binding } = entry
    if (binding.kind !== 'plain' || binding.visibility === visibility) return null
    return binding.value === null && lowers(binding.visibility, visibility) ? null : { ...entry, binding: { ...binding, visibility } }
  }
}

/** Whether a key can go to another layer: a hidden value that is kept stays where it is stored. */
export function canMove({ key, binding }: EnvEntry): boolean {
  return key !== '' && (binding.kind === 'secret' ? binding.secretId !== '' : binding.value !== null)
}
