import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import type { Client } from '../../rpc/types.ts'
import { Copyable, CopyButton } from '../../ui/copy.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Card, PageBody } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { SettingsTabs } from './settings-tabs.tsx'

type About = Awaited<ReturnType<Client['system']['about']>>

/** What runs here: versions, where the data lies, what database holds it. */
export function AboutPage(): ReactElement {
  const about = useQuery(useRpc().system.about.queryOptions({ input: {} }))
  return (
    <>
      <PageHeader title="About Wheelhouse" tabs={<SettingsTabs />} />
      <QueryView query={about} what="facts about this installation">
        {(data) => (
          <PageBody>
            <Facts about={data} />
            <p className="text-muted">Everything Wheelhouse keeps lies in the home folder on this computer, except an external database.</p>
          </PageBody>
        )}
      </QueryView>
    </>
  )
}

/** The facts as text, for a report of a problem. */
function asText({ version, node, platform, database, home }: About): string {
  return `Wheelhouse ${version}\nPlatform: ${platform}\nNode: ${node}\nDatabase: ${database.kind} Postgres ${database.version}, schema ${database.schema}\nHome: ${home}`
}

function Facts({ about }: { about: About }) {
  const { version, home, node, platform, database, startedAt } = about
  return (
    <Card className="py-1">
      <KeyValue
        items={[
          {
            label: 'Version',
            value: (
              <span className="flex items-center justify-between gap-2">
                <span className="tabular-nums">{version}</span>
                <span className="flex items-center gap-1 text-sm text-muted">
                  Copy everything <CopyButton value={asText(about)} label="the facts of this page" />
                </span>
              </span>
            ),
          },
          { label: 'Home folder', value: <Copyable value={home} label="home folder" /> },
          {
            label: 'Database',
            value: `${database.kind === 'embedded' ? 'Embedded' : 'External'} Postgres ${database.version}, schema ${database.schema}`,
          },
          { label: 'Platform', value: platform },
          { label: 'Node', value: node },
          { label: 'Running since', value: <Time at={startedAt} /> },
          { label: 'Licence', value: 'MIT' },
        ]}
      />
    </Card>
  )
}
