import type { Meta, StoryObj } from '@storybook/react-vite'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { Env } from '#shared/contract/env.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { MoveKeys } from './move-keys.tsx'
import { NewSecret } from './new-secret.tsx'
import { PasteReview } from './paste-review.tsx'
import { RawEditor } from './raw-editor.tsx'
import { ReviewChanges } from './review-changes.tsx'

const meta: Meta = { title: 'Env/Dialogs' }
export default meta

type Story = StoryObj

const nothing = () => undefined
const place = { companyId: fakeIds.acme, layer: 'routine', id: fakeIds.routine.report, name: 'Hello report', routines: 1 } as const
const env: Env = [
  { key: 'REPORT_TZ', binding: { kind: 'plain', visibility: 'visible', value: 'UTC' } },
  { key: 'MAIL_FOOTER', binding: { kind: 'plain', visibility: 'masked', value: null } },
  { key: 'STRIPE_KEY', binding: { kind: 'secret', secretId: fakeIds.secret.stripe, version: 'latest' } },
]
const stored = { env, prints: new Map([['MAIL_FOOTER', '04be77c1']]) }
const text = 'export PORT=80\nREPORT_TZ=UTC\nMAIL_FOOTER=new\nDB_PASSWORD=hunter2\nTWICE=1\nTWICE=2\nnot a line\nLONG="one\ntwo"'

function WithSecrets({ children }: { children: (secrets: NonNullable<ReturnType<typeof useSecrets>>) => ReactElement }) {
  const secrets = useSecrets()
  return secrets ? children(secrets) : null
}

function useSecrets() {
  return useQuery(useRpc().secrets.list.queryOptions({ input: { companyId: fakeIds.acme } })).data
}

export const Paste: Story = {
  render: () => (
    <WithSecrets>
      {(secrets) => <PasteReview place={place} text={text} value={env} secrets={secrets} onApply={nothing} onClose={nothing} />}
    </WithSecrets>
  ),
}
export const PasteWithoutKeys: Story = {
  render: () => <PasteReview place={place} text={'{"A":'} value={env} secrets={[]} onApply={nothing} onClose={nothing} />,
}
export const AsText: Story = {
  render: () => (
    <WithSecrets>{(secrets) => <RawEditor value={env} stored={stored} secrets={secrets} onApply={nothing} onClose={nothing} />}</WithSecrets>
  ),
}
export const Move: Story = {
  render: () => (
    <MoveKeys
      place={place}
      targets={[
        { layer: 'project', id: fakeIds.project.operations, name: 'Operations' },
        { layer: 'agent', id: fakeIds.agent.reporter, name: 'Reporter' },
      ]}
      entries={env.slice(0, 1)}
      onMoved={nothing}
      onClose={nothing}
    />
  ),
}
export const StoreSecret: Story = { render: () => <NewSecret place={place} secrets={[]} envKey="DB_PASSWORD" onMade={nothing} onClose={nothing} /> }
export const Review: Story = {
  render: () => (
    <ReviewChanges
      fields={[{ id: 'name', label: 'Name', base: 'Reporter', mine: 'Night reporter', theirs: 'Reporter', by: 'mine' }]}
      env={[]}
      activeRuns={1}
      busy={false}
      saveDisabledReason={undefined}
      onSave={nothing}
      onClose={nothing}
    />
  ),
}
