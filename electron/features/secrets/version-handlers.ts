import type { SecretBinding, SecretVersion } from '#shared/contract/secrets.ts'
import { notFound, os } from '../../ports/rpc.ts'
import type { SecretStore } from './store.ts'
import type { VersionLifecycle } from './version-lifecycle.ts'
import type { VersionStore } from './version-store.ts'

export function versionHandlers({ store, versionsOf }: { store: SecretStore; versionsOf: VersionLifecycle }) {
  /** Answers the secret as it is once `work` is done. */
  async function after(work: Promise<void>, { companyId, id }: { companyId: string; id: string }) {
    await work
    const secret = await store.find(companyId, id)
    if (!secret) throw notFound('secret')
    return secret
  }

  return {
    makeCurrent: os.secrets.makeCurrent.handler(({ input }) => after(versionsOf.makeCurrent(input, input.reason), input)),
    setVersionState: os.secrets.setVersionState.handler(({ input }) =>
      after(input.state === 'enabled' ? versionsOf.enable(input, input.reason) : versionsOf.disable(input, input.reason), input),
    ),
    scheduleDestruction: os.secrets.scheduleDestruction.handler(({ input }) =>
      after(versionsOf.scheduleDestruction(input, input.days, input.reason), input),
    ),
    cancelDestruction: os.secrets.cancelDestruction.handler(({ input }) => after(versionsOf.cancelDestruction(input, input.reason), input)),
  }
}

/** Versions, newest first, with what the others and the bindings say about each. */
export function versionsShown(stored: Awaited<ReturnType<VersionStore['versions']>>, current: number, bindings: SecretBinding[]): SecretVersion[] {
  const earlier = new Map<string, number>()
  return stored
    .toReversed()
    .map((version): SecretVersion => {
      const { version: number, fingerprint } = version
      // A value that was never read has no fingerprint, and an unknown one equals nothing.
      const sameAs = fingerprint === '' ? null : (earlier.get(fingerprint) ?? null)
      earlier.set(fingerprint, number)
      return { ...version, current: number === current, sameAs, pinnedBy: bindings.filter((binding) => binding.version === number).length }
    })
    .reverse()
}
