import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody } from '../../ui/section.tsx'
import { useVaultLock, VaultLockedBanner } from '../secrets/vault-lock.tsx'
import { SettingsTabs } from '../settings/settings-tabs.tsx'
import { KeyFacts } from './key-facts.tsx'
import { KitSection } from './kit-section.tsx'
import { ProvidersSection } from './providers-section.tsx'
import { RotationSection } from './rotation-section.tsx'
import { VaultRules } from './vault-rules.tsx'

/** The vault of this installation: its master key and everything that guards it. */
export function VaultPage(): ReactElement {
  const status = useQuery(useRpc().vault.status.queryOptions({ input: {} }))
  const lock = useVaultLock()
  return (
    <>
      <PageHeader title="Vault" meta="Keeps the secrets of every company on this computer." tabs={<SettingsTabs />} />
      <VaultLockedBanner lock={lock} />
      <QueryView query={status} what="the vault">
        {(vault) => (
          <PageBody>
            {vault.warnings.map(({ detail, fix }) => (
              <Banner key={detail} tone="warn" title={detail}>
                {fix}
              </Banner>
            ))}
            <KeyFacts vault={vault} />
            <KitSection vault={vault} />
            <RotationSection vault={vault} />
            <ProvidersSection vault={vault} />
            <VaultRules vault={vault} />
          </PageBody>
        )}
      </QueryView>
    </>
  )
}
