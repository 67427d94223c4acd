import type { Meta, StoryObj } from '@storybook/react-vite'
import { CalendarClock } from 'lucide-react'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import { QueryView } from './query-view.tsx'
import { SkeletonBlock, SkeletonRows } from './skeleton.tsx'
import { EmptyState, ErrorState, FilteredEmpty, StaleBanner } from './states.tsx'

const meta = { title: 'States' } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

const refused = { code: 'UNAVAILABLE', data: { phase: 'database' } }

export const Loading: Story = { render: () => <SkeletonRows label="routines" /> }
export const LoadingBlock: Story = { render: () => <SkeletonBlock label="routine" /> }
export const EmptyNever: Story = {
  render: () => (
    <EmptyState
      icon={CalendarClock}
      title="No routines yet"
      body="A routine starts an agent by schedule or by hand, with the environment you give it."
      action={<Button variant="primary">New routine</Button>}
      secondary={<Button>Explore the sample company</Button>}
    />
  ),
}
export const EmptyFiltered: Story = { render: () => <FilteredEmpty filters={['status: failing', '“invoice”']} onClear={() => {}} /> }
export const Failed: Story = { render: () => <ErrorState what="Couldn't load routines." error={refused} onRetry={() => {}} /> }
export const Stale: Story = { render: () => <StaleBanner lastUpdated={new Date(2026, 10, 21, 14, 2, 11)} attempt={3} /> }
export const FailedRead: Story = {
  render: () => (
    <QueryView
      query={{
        data: undefined,
        error: refused as unknown as Error,
        isPending: false,
        dataUpdatedAt: 0,
        refetch: () => Promise.reject(new Error('still down')),
      }}
      what="routines"
    >
      {() => null}
    </QueryView>
  ),
}
export const Banners: Story = {
  render: () => (
    <div className="flex max-w-3xl flex-col gap-3">
      <Banner tone="accent" title="Sample data." action={<Button size="sm">Remove sample</Button>}>
        Everything here can be removed in one click.
      </Banner>
      <Banner tone="warn" title="Disk space is low." onDismiss={() => {}}>
        1.8 GB are left where logs are kept.
      </Banner>
      <Banner tone="danger" title="The secret vault is locked.">
        Runs that need a secret wait.
      </Banner>
      <Banner tone="info" title="A run is going on." />
      <Banner tone="ok" title="Everything passes." />
      <Banner tone="paused" title="Disabled.">
        Waiting for the new storage.
      </Banner>
    </div>
  ),
}
