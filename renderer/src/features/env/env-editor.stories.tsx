import type { Meta, StoryObj } from '@storybook/react-vite'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { EnvEditor } from './env-editor.tsx'

const place = { companyId: fakeIds.acme, layer: 'agent', id: fakeIds.agent.reporter, name: 'Reporter', routines: 2 } as const
const prints = new Map([
  ['MAIL_FOOTER', '9f3ac210'],
  ['SIGNING_SALT', '04be77c1'],
])

interface EditingProps {
  initial: Env
  refusals?: ReadonlyMap<string, string>
  disabled?: boolean
}

function Editing({ initial, refusals, disabled }: EditingProps) {
  const [stored] = useState({ env: initial, prints })
  const [value, setValue] = useState(initial)
  const secrets = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId: fakeIds.acme } }))
  return (
    <div className="p-6">
      <EnvEditor
        place={place}
        value={value}
        onChange={setValue}
        stored={stored}
        secrets={secrets.data ?? []}
        refusals={refusals ?? new Map()}
        targets={[{ layer: 'project', id: fakeIds.project.operations, name: 'Operations' }]}
        disabled={disabled ?? false}
      />
    </div>
  )
}

const meta: Meta<typeof Editing> = { title: 'Env/Editor', component: Editing }
export default meta

type Story = StoryObj<typeof Editing>

const filled: Env = [
  { key: 'REPORT_TZ', binding: { kind: 'plain', visibility: 'visible', value: 'Europe/Berlin' } },
  { key: 'STRIPE_KEY', binding: { kind: 'secret', secretId: fakeIds.secret.stripe, version: 'latest' } },
  { key: 'SMTP_PASSWORD', binding: { kind: 'secret', secretId: fakeIds.secret.smtp, version: 1 } },
]

const hidden: Env = [
  { key: 'MAIL_FOOTER', binding: { kind: 'plain', visibility: 'masked', value: null } },
  { key: 'SIGNING_SALT', binding: { kind: 'plain', visibility: 'write_only', value: null } },
  { key: 'NEW_SALT', binding: { kind: 'plain', visibility: 'write_only', value: 'typed a moment ago' } },
]

export const Hidden: Story = { args: { initial: hidden } }
export const Refused: Story = {
  args: {
    initial: [{ key: 'API_TOKEN', binding: { kind: 'plain', visibility: 'visible', value: 'looks-secret' } }],
    refusals: new Map([['API_TOKEN', 'Not saved: strict mode keeps secrets out of plain values. Store it in the vault.']]),
  },
}
export const Many: Story = {
  args: {
    initial: Array.from({ length: 256 }, (_, n) => ({
      key: `KEY_${String(n).padStart(3, '0')}`,
      binding:
        n % 3 === 0
          ? ({ kind: 'secret', secretId: fakeIds.secret.stripe, version: 'latest' } as const)
          : ({ kind: 'plain', visibility: 'visible', value: `value ${n}` } as const),
    })),
  },
}
export const Filled: Story = { args: { initial: filled } }
export const Empty: Story = { args: { initial: [] } }
export const Disabled: Story = { args: { initial: filled, disabled: true } }
export const EveryMistake: Story = {
  args: {
    initial: [
      { key: 'WHEELHOUSE_RUN_ID', binding: { kind: 'plain', visibility: 'visible', value: '1' } },
      { key: '9LIVES', binding: { kind: 'plain', visibility: 'visible', value: '' } },
      { key: 'TWICE', binding: { kind: 'plain', visibility: 'visible', value: 'a' } },
      { key: 'TWICE', binding: { kind: 'plain', visibility: 'visible', value: 'b' } },
      { key: 'API_TOKEN', binding: { kind: 'plain', visibility: 'visible', value: 'looks-secret' } },
      { key: 'GONE', binding: { kind: 'secret', secretId: '0192f0c1-2b3d-7c4e-8f5a-6b7c8d9e0f1a', version: 2 } },
      { key: '', binding: { kind: 'secret', secretId: '', version: 'latest' } },
    ],
  },
}
