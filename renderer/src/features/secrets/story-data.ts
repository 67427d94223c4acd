import type { FakeState } from '../../rpc/fake/state.ts'

/** Takes the master key away from the fake host. */
export function lockVault(state: FakeState) {
  state.checks = [
    {
      id: 'vault',
      title: 'Secret vault',
      state: 'critical',
      detail: 'The master key is missing.',
      fix: 'Put the master key that wrote the stored secrets back at /home/ada/.wheelhouse/instances/default/secrets/master.key.',
    },
  ]
}
