/** Whom a change of a secret reaches, in sentences. */
import type { Client } from '../../rpc/types.ts'
import { counted } from '../../ui/counted.ts'

export type SecretDetail = Awaited<ReturnType<Client['secrets']['get']>>
export type SecretBinding = SecretDetail['bindings'][number]
export type SecretVersion = SecretDetail['versions'][number]

const places = (count: number) => counted(count, 'place')

/** What a new version means for those who follow the latest and for those who pinned one. */
export function rotationReach(bindings: readonly SecretBinding[], next: number): string[] {
  const following = bindings.filter((binding) => binding.version === 'latest').length
  const pinned = bindings.length - following
  const lines = [
    following > 0 &&
      `${places(following)} following the latest ${following === 1 ? 'gets' : 'get'} v${next} from the next run on. Runs under way keep what they have.`,
    pinned > 0 && `${places(pinned)} pinned to an older version ${pinned === 1 ? 'keeps' : 'keep'} it.`,
    bindings.length === 0 && 'Nothing uses this secret yet.',
  ]
  return lines.filter((line) => line !== false)
}

/** What disabling does until it is enabled again. */
export function disableReach(usedBy: number): string[] {
  if (usedBy === 0) return ['Nothing uses this secret now; a run that came to need it would fail.']
  return [
    `${places(usedBy)} ${usedBy === 1 ? 'binds' : 'bind'} it. Every run that needs it fails before its process starts, and says so.`,
    'Runs under way keep the value that they were given.',
  ]
}
