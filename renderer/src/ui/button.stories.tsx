import type { Meta, StoryObj } from '@storybook/react-vite'
import { Play, Plus, Settings, Trash2 } from 'lucide-react'
import { Button } from './button.tsx'
import { ButtonLink, TextLink } from './button-link.tsx'
import { IconButton } from './icon-button.tsx'
import { Kbd } from './kbd.tsx'

const meta = { title: 'Controls/Button', component: Button, args: { children: 'Run now' } } satisfies Meta<typeof Button>
export default meta
type Story = StoryObj<typeof meta>

export const Primary: Story = { args: { variant: 'primary', icon: Play } }
export const Busy: Story = { args: { variant: 'primary', busy: true } }
export const DisabledWithReason: Story = { args: { disabledReason: 'The secret STRIPE_KEY is disabled.' } }

export const Every: Story = {
  render: () => (
    <div className="flex flex-col gap-4">
      {(['primary', 'secondary', 'ghost', 'danger'] as const).map((variant) => (
        <div key={variant} className="flex items-center gap-3">
          {(['sm', 'md', 'lg'] as const).map((size) => (
            <Button key={size} variant={variant} size={size} icon={variant === 'danger' ? Trash2 : Plus}>
              {variant === 'danger' ? 'Delete routine' : 'New routine'}
            </Button>
          ))}
          <Button variant={variant} busy>
            Saving
          </Button>
          <Button variant={variant} disabledReason="Nothing has changed.">
            Save
          </Button>
        </div>
      ))}
      <div className="flex items-center gap-3">
        <IconButton icon={Settings} label="Settings" shortcut="mod+," />
        <IconButton icon={Settings} label="Settings" variant="secondary" size="md" />
        <IconButton icon={Trash2} label="Delete" disabledReason="It is still running." />
        <ButtonLink to="/companies" icon={Plus}>
          A link that acts
        </ButtonLink>
        <TextLink to="/health">A link in text</TextLink>
        <Kbd keys="mod+k" />
        <Kbd keys="g r" />
      </div>
    </div>
  ),
}
