import type { Meta, StoryObj } from '@storybook/react-vite'
import { Play } from 'lucide-react'
import { fakeIds } from '../rpc/fake.ts'
import { Button } from './button.tsx'
import { PageHeader } from './page-header.tsx'
import { SaveBar } from './save-bar.tsx'
import { Card, PageBody, Section } from './section.tsx'
import { RoutineStatusLabel } from './status.tsx'
import { TabLinks } from './tab-links.tsx'
import { Time } from './time.tsx'

const params = { companyId: fakeIds.acme, routineId: fakeIds.routine.report }
const meta = { title: 'Page', parameters: { fullscreen: true, path: '/c/$companyId/routines/$routineId', params } } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

export const WithTabsAndUnsavedEdits: Story = {
  render: () => (
    <>
      <PageHeader
        title="Hello report"
        kind="Routine"
        status={<RoutineStatusLabel status="healthy" />}
        meta={
          <span>
            Next run <Time at={new Date(Date.now() + 5 * 3_600_000)} due />
          </span>
        }
        actions={
          <Button variant="primary" icon={Play}>
            Run now
          </Button>
        }
        tabs={
          <TabLinks
            label="Routine"
            tabs={[
              { label: 'Overview', link: { to: '/c/$companyId/routines/$routineId', params } },
              { label: 'Triggers', count: 1, link: { to: '/c/$companyId/routines/$routineId/triggers', params } },
              { label: 'Secrets', link: { to: '/c/$companyId/routines/$routineId/secrets', params } },
              { label: 'Runs', link: { to: '/c/$companyId/routines/$routineId/runs', params } },
            ]}
          />
        }
      />
      <PageBody>
        <Section title="What runs" description="The command of the agent, followed by the routine's own arguments.">
          <Card>node report.mjs --quiet</Card>
        </Section>
      </PageBody>
      <SaveBar count={3} onSave={() => {}} onDiscard={() => {}} />
    </>
  ),
}
