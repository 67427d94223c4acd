import type { FakeState } from '../../rpc/fake/state.ts'

/** Takes the master key away from the fake host. */
export function lockVault(state: FakeState) {
  Object.assign(state.vault, {
    state: 'locked',
    reason: 'The master key is missing.',
    fix: 'Put the file back at /home/ada/.wheelhouse/instances/default/secrets/master.key, or restore it from a recovery kit.',
  })
}
