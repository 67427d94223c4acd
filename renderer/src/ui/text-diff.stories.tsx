import type { Meta, StoryObj } from '@storybook/react-vite'
import { TextDiff } from './text-diff.tsx'

const meta: Meta<typeof TextDiff> = { title: 'Text diff', component: TextDiff, args: { label: 'Description', beforeLabel: 'r9', afterLabel: 'r14' } }
export default meta

type Story = StoryObj<typeof TextDiff>

const lines = (count: number, changed: (n: number) => string | null) =>
  Array.from({ length: count }, (_, n) => changed(n) ?? `Line ${n + 1} says what it always said.`).join('\n')

export const Words: Story = { args: { before: 'Send the short report\nto everybody.', after: 'Send the long report\nto everybody.' } }
export const SeveralChanges: Story = {
  args: {
    before: lines(60, (n) => (n === 10 ? 'This was here.' : null)),
    after: lines(60, (n) => (n === 30 ? 'This is new here.' : n === 50 ? 'And this.' : null)),
  },
}
export const OneSideOnly: Story = { args: { before: '', after: 'All of this is new.\nEvery line.' } }
export const Equal: Story = { args: { before: 'The same', after: 'The same' } }
export const LongLines: Story = { args: { before: `Word ${'and another '.repeat(80)}end.`, after: `Word ${'and another '.repeat(80)}stop.` } }
export const Long: Story = {
  args: { before: lines(5000, (n) => (n % 40 === 0 ? `Was ${n}` : null)), after: lines(5000, (n) => (n % 40 === 0 ? `Is ${n}` : null)) },
}
