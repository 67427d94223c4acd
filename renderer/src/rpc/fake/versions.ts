/** Versions of the canned secrets, made the first time somebody asks for them. */
import type { FakeState, FakeVersion } from './state.ts'

const day = 86_400_000

/** Newest first. */
export function versionsOf(state: FakeState, secret: FakeState['secrets'][number]): FakeVersion[] {
  const known = state.versions.get(secret.id) ?? []
  for (let version = known.length + 1; version <= secret.version; version += 1) {
    known.unshift({
      version,
      fingerprint: version === secret.version ? secret.fingerprint : `${secret.fingerprint.slice(0, -1)}${version}`,
      state: 'enabled',
      stateReason: '',
      stateBy: '',
      stateAt: null,
      origin: 'typed',
      disableAt: null,
      destroyAt: null,
      createdAt: new Date(secret.rotatedAt.getTime() - (secret.version - version) * 5 * day),
      createdBy: 'you',
    })
  }
  state.versions.set(secret.id, known)
  return known
}
