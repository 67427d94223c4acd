import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProviderHealth, VaultStatus } from '#shared/contract/vault.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Section } from '../../ui/section.tsx'
import { HealthLabel, StatusLabel } from '../../ui/status.tsx'
import { AwsForm } from './aws-form.tsx'

const names: Record<ProviderHealth['provider'], string> = {
  local_encrypted: 'This installation',
  aws_secrets_manager: 'AWS Secrets Manager',
}

/** Who may keep values, how each is doing, and how AWS is set up. */
export function ProvidersSection({ vault }: { vault: VaultStatus }) {
  const settings = useQuery(useRpc().vault.settings.queryOptions({ input: {} }))
  const [editing, setEditing] = useState(false)
  const aws = settings.data?.aws ?? null
  return (
    <Section
      title="Providers"
      description="Who keeps the values. Each secret has one; credentials of a provider are never stored here."
      actions={
        settings.data && (
          <Button className="shrink-0" onClick={() => setEditing(true)}>
            {aws ? 'Change AWS' : 'Set up AWS'}
          </Button>
        )
      }
    >
      <Card className="py-0">
        <ul>
          {vault.providers.map((provider) => (
            <Provider key={provider.provider} {...provider} isDefault={settings.data?.defaultProvider === provider.provider} />
          ))}
        </ul>
      </Card>
      {editing && settings.data && <AwsForm settings={settings.data} onClose={() => setEditing(false)} />}
    </Section>
  )
}

function Provider({ provider, configured, state, detail, fix, isDefault }: ProviderHealth & { isDefault: boolean }) {
  return (
    <li className="grid grid-cols-[12rem_7rem_1fr] items-baseline gap-3 border-b border-line py-2.5 last:border-b-0">
      <span className="font-medium">
        {names[provider]}
        {isDefault && <span className="block text-sm font-normal text-muted">for new secrets</span>}
      </span>
      {configured ? <HealthLabel state={state} /> : <StatusLabel status={{ word: 'Not set up', glyph: 'empty', tone: 'neutral' }} />}
      <span className="text-muted wrap-anywhere">
        {detail} {fix}
      </span>
    </li>
  )
}
