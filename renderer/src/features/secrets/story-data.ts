import type { FakeState } from '../../rpc/fake/state.ts'
import { versionsOf } from '../../rpc/fake/versions.ts'

/** Takes the master key away from the fake host. */
export function lockVault(state: FakeState) {
  Object.assign(state.vault, {
    state: 'locked',
    reason: 'The master key is missing.',
    fix: 'Put the file back at /home/ada/.wheelhouse/instances/default/secrets/master.key, or restore it from a recovery kit.',
  })
}

/** A company that holds as many secrets as anybody has. */
export function tenThousand(state: FakeState) {
  const [first] = state.secrets
  if (!first) return
  for (let n = 0; n < 10_000; n += 1) {
    state.secrets.push({
      ...first,
      id: `many-${n}`,
      name: `SECRET_${n}`,
      fingerprint: n.toString(16).padStart(8, '0'),
      needs: n % 40 === 0 ? ['rotation_due'] : [],
    })
  }
}

/** Every state that a version can be in, and everything that asks for attention. */
export function everyState(state: FakeState) {
  const [stripe, smtp] = state.secrets
  if (!stripe || !smtp) return
  const inDays = (days: number) => new Date(state.now + days * 86_400_000)
  Object.assign(stripe, { version: 5, needs: ['expired', 'rotation_due'], rotateEveryDays: 1, expiresAt: inDays(-2) })
  const by = { stateBy: 'ada', stateAt: inDays(-1) }
  const [, overlapping, disabled, waiting, destroyed] = versionsOf(state, stripe)
  Object.assign(overlapping ?? {}, { disableAt: inDays(1) })
  Object.assign(disabled ?? {}, { state: 'disabled', stateReason: 'Replaced.', ...by })
  Object.assign(waiting ?? {}, { state: 'disabled', stateReason: 'It leaked.', destroyAt: inDays(7), ...by })
  Object.assign(destroyed ?? {}, { state: 'destroyed', stateReason: 'It leaked.', destroyAt: inDays(-3), ...by })
  smtp.fingerprint = stripe.fingerprint
}
