import type { Meta, StoryObj } from '@storybook/react-vite'
import type { EnvSide } from '#shared/contract/env.ts'
import { EnvChanges } from './env-changes.tsx'

const meta: Meta<typeof EnvChanges> = { title: 'Env changes', component: EnvChanges, args: { beforeLabel: 'r9', afterLabel: 'r14' } }
export default meta

type Story = StoryObj<typeof EnvChanges>

const plain: EnvSide = {
  ...{ layer: 'routine', kind: 'plain', visibility: 'visible', value: 'info', fingerprint: null },
  ...{ secretId: null, secretName: null, selector: null, version: null },
}
const hidden: EnvSide = { ...plain, visibility: 'masked', value: null, fingerprint: '9f3ac210' }
const secret: EnvSide = {
  ...{ layer: 'routine', kind: 'secret', visibility: null, value: null, fingerprint: 'c210aa41' },
  ...{ secretId: 's', secretName: 'STRIPE_KEY', selector: 'latest', version: 6 },
}

export const EveryKind: Story = {
  args: {
    changes: [
      { key: 'ADDED', change: 'added', before: null, after: plain },
      { key: 'REMOVED', change: 'removed', before: secret, after: null },
      { key: 'KIND', change: 'kind_changed', before: plain, after: secret },
      { key: 'POINTED', change: 're_pointed', before: secret, after: { ...secret, secretId: 't', secretName: 'STRIPE_TEST_KEY' } },
      { key: 'VERSION', change: 're_versioned', before: secret, after: { ...secret, selector: 7, version: 7, fingerprint: '04be77c1' } },
      { key: 'VALUE', change: 'value_changed', before: plain, after: { ...plain, value: 'debug' } },
      { key: 'HIDDEN', change: 'value_changed', before: hidden, after: { ...hidden, fingerprint: 'c2104471' } },
      { key: 'SAME', change: 'same_value', before: secret, after: { ...secret, version: 7 } },
      { key: 'MOVED', change: 'moved_layer', before: plain, after: { ...plain, layer: 'project' } },
      {
        key: 'VISIBILITY',
        change: 'visibility_changed',
        before: plain,
        after: { ...plain, visibility: 'write_only', value: null, fingerprint: '71d9e28a' },
      },
      { key: 'GONE', change: 're_pointed', before: secret, after: { ...secret, secretName: null, version: null, fingerprint: null } },
      { key: 'EMPTY', change: 'value_changed', before: { ...plain, value: '' }, after: { ...plain, value: 'a value that is long '.repeat(12) } },
    ],
  },
}
