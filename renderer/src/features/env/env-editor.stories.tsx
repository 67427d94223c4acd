import type { Meta, StoryObj } from '@storybook/react-vite'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { EnvEditor } from './env-editor.tsx'

function Editing({ initial, disabled }: { initial: Env; disabled?: boolean }) {
  const [value, setValue] = useState(initial)
  const secrets = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId: fakeIds.acme } }))
  return (
    <div className="p-6">
      <EnvEditor companyId={fakeIds.acme} value={value} onChange={setValue} secrets={secrets.data ?? []} disabled={disabled ?? false} />
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
