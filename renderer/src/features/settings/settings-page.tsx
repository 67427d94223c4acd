import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { useChangeSettings } from '../../shell/settings.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody } from '../../ui/section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { BehaviourSection } from './behaviour-section.tsx'
import { LogSection } from './log-section.tsx'
import { SettingsTabs } from './settings-tabs.tsx'

/** How Wheelhouse looks and behaves here. Every change counts at once. */
export function SettingsPage(): ReactElement {
  const settings = useQuery(useRpc().settings.get.queryOptions({ input: {} }))
  const change = useChangeSettings()
  return (
    <>
      <PageHeader title="Settings" meta="Changes count at once and are kept on this computer." tabs={<SettingsTabs />} />
      <QueryView query={settings} what="settings">
        {(now) => (
          <PageBody>
            <AppearanceSection now={now} change={change} />
            <LogSection now={now} change={change} />
            <BehaviourSection now={now} change={change} />
          </PageBody>
        )}
      </QueryView>
    </>
  )
}
