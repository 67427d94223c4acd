/** Whom a change of a secret reaches, in sentences. */
import type { BlastRadius } from '#shared/contract/secrets.ts'
import type { Client } from '../../rpc/types.ts'
import { counted } from '../../ui/counted.ts'

export type SecretDetail = Awaited<ReturnType<Client['secrets']['get']>>
export type SecretBinding = SecretDetail['bindings'][number]
export type SecretVersion = SecretDetail['versions'][number]

const places = (count: number) => counted(count, 'place')

/** Those who follow the latest, and those who are pinned to a version. */
export function byVersion(bindings: readonly SecretBinding[]) {
  return { following: bindings.filter(({ version }) => version === 'latest'), pinned: bindings.filter(({ version }) => version !== 'latest') }
}

/** What a new version means for those who follow the latest, for those who pinned one, and for what runs now. */
export function rotationReach({ bindings, activeRuns }: Pick<BlastRadius, 'bindings' | 'activeRuns'>, next: number): string[] {
  const { following, pinned } = byVersion(bindings)
  const lines = [
    following.length > 0 &&
      `${places(following.length)} following the latest ${following.length === 1 ? 'gets' : 'get'} v${next} from the next run on.`,
    pinned.length > 0 && `${places(pinned.length)} pinned to an older version ${pinned.length === 1 ? 'keeps' : 'keep'} it.`,
    activeRuns > 0 &&
      `${counted(activeRuns, 'run')} under way ${activeRuns === 1 ? 'keeps' : 'keep'} the value that ${activeRuns === 1 ? 'it was' : 'they were'} given.`,
    bindings.length === 0 && 'Nothing uses this secret yet.',
  ]
  return lines.filter((line) => line !== false)
}

/** What happens to whoever needs the value while it cannot be read. `lasting` says until when. */
export function outageReach({ bindings, routines, activeRuns }: BlastRadius, lasting: string): string[] {
  if (bindings.length === 0) return ['Nothing uses it now; a run that came to need it would fail.']
  const scheduled = routines.filter(({ enabled, nextDueAt }) => enabled && nextDueAt !== null).length
  const lines = [
    `${places(bindings.length)} ${bindings.length === 1 ? 'binds' : 'bind'} it.`,
    routines.length === 0
      ? 'No run would fail: another layer overrides it everywhere, or nothing runs with it.'
      : `Runs of ${counted(routines.length, 'routine')} fail before they start, ${lasting}.${scheduled > 0 ? ` ${scheduled} of them ${scheduled === 1 ? 'is' : 'are'} scheduled:` : ''}`,
    activeRuns > 0 && `${counted(activeRuns, 'run')} under way ${activeRuns === 1 ? 'keeps' : 'keep'} the value given.`,
  ]
  return lines.filter((line) => line !== false)
}
