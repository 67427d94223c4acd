import type { Meta, StoryObj } from '@storybook/react-vite'
import type { LogLine } from '#shared/contract/runs.ts'
import type { FakeState } from '../../rpc/fake/state.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { RunPage } from './run-page.tsx'

const run = (runId: string) => ({ companyId: fakeIds.acme, runId })
const meta: Meta<typeof RunPage> = {
  title: 'Screens/Run',
  component: RunPage,
  parameters: { path: '/c/$companyId/runs/$runId', params: run(fakeIds.run.running) },
}
export default meta

type Story = StoryObj<typeof RunPage>

const line = (n: number, text: string, stream: LogLine['stream'] = 'stdout'): LogLine => ({ n, t: n * 40, stream, text, replaced: false })
const withLog =
  (runId: string, lines: LogLine[], binary = false) =>
  (state: FakeState) => {
    state.logs.set(runId, lines)
    const found = state.runs.find((row) => row.id === runId)
    if (found) found.log = { ...found.log, lines: lines.length, binary }
  }
const colours = Array.from({ length: 16 }, (_, color) => {
  const code = color < 8 ? 30 + color : 82 + color
  return line(
    color,
    `\u001b[${code}mcolour ${color}\u001b[0m \u001b[1;${code}mbold\u001b[0m \u001b[${code + 10}mfilled\u001b[0m \u001b[7;${code}minverse\u001b[0m \u001b[4munderline\u001b[0m \u001b[2mdim\u001b[0m`,
  )
})
const long = Array.from({ length: 200_000 }, (_, n) => line(n, `row ${n}`, n % 50 === 0 ? 'stderr' : 'stdout'))

export const Running: Story = {}
export const Queued: Story = { parameters: { params: run(fakeIds.run.queued) } }
export const Succeeded: Story = { parameters: { params: run(fakeIds.run.succeeded) } }
export const FailedRun: Story = { parameters: { params: run(fakeIds.run.failed) } }
export const TimedOut: Story = { parameters: { params: run(fakeIds.run.timedOut) } }
export const Cancelled: Story = { parameters: { params: run(fakeIds.run.cancelled) } }
export const Lost: Story = { parameters: { params: run(fakeIds.run.lost) } }
export const NoOutputYet: Story = { parameters: { fake: { prepare: withLog(fakeIds.run.running, []) } } }
export const Colours: Story = { parameters: { fake: { prepare: withLog(fakeIds.run.running, colours) } } }
export const TwoHundredThousandLines: Story = { parameters: { fake: { prepare: withLog(fakeIds.run.running, long) } } }
export const Binary: Story = {
  parameters: { params: run(fakeIds.run.succeeded), fake: { prepare: withLog(fakeIds.run.succeeded, [line(0, 'PK\u0003\u0004')], true) } },
}
export const LogFailed: Story = { parameters: { fake: { fail: { 'runs.log': 'UNAVAILABLE' } } } }
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'runs.get': 'NOT_FOUND' } } } }
