import type { Meta, StoryObj } from '@storybook/react-vite'
import { Copy, History, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { ConfirmDialog, ConfirmPopover } from './confirm.tsx'
import { DialogForm } from './dialog.tsx'
import { Menu } from './menu.tsx'
import { Popover } from './popover.tsx'
import { TextField } from './text-field.tsx'
import { toast } from './toast.tsx'

const meta = { title: 'Controls/Overlays' } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

const noted = () => Promise.resolve()

function Tier2() {
  const [open, setOpen] = useState(true)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Disable secret…</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="Disable STRIPE_KEY"
        consequences={['3 routines use it. Their next runs fail before they start.', 'The next of them is due in 25 minutes: Send invoices.']}
        survives="Its versions and its access log stay. Enabling it again brings everything back."
        reason="required"
        confirmLabel="Disable STRIPE_KEY"
        danger
        onConfirm={noted}
      />
    </>
  )
}

function Tier3() {
  const [open, setOpen] = useState(true)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Delete company…</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="Delete company Acme"
        consequences={['5 routines, 3 agents, 2 projects and 4 secrets are deleted.', '1 run is going on and is stopped.']}
        survives="Other companies are not touched. Backups made earlier still hold Acme."
        confirmLabel="Delete company Acme"
        typeName="Acme"
        onConfirm={noted}
      />
    </>
  )
}

function Form() {
  const [open, setOpen] = useState(true)
  const [name, setName] = useState('Acme')
  return (
    <>
      <Button onClick={() => setOpen(true)}>New company…</Button>
      <DialogForm
        open={open}
        onOpenChange={setOpen}
        title="New company"
        description="Agents, projects, routines and secrets live inside one company."
        submitLabel="Create company"
        onSubmit={() => setOpen(false)}
      >
        <TextField label="Name" value={name} onChange={setName} error="The name “Acme” is taken. Choose another one." />
      </DialogForm>
    </>
  )
}

export const ConfirmTier2: Story = { render: () => <Tier2 /> }
export const ConfirmTier3: Story = { render: () => <Tier3 /> }
export const FormDialog: Story = { render: () => <Form /> }

export const Small: Story = {
  render: () => (
    <div className="flex gap-3">
      <ConfirmPopover
        trigger={<Button>Cancel run #412</Button>}
        consequence="The process is asked to end, and killed after 10 s. What it wrote so far stays readable."
        confirmLabel="Cancel run #412"
        danger
        onConfirm={noted}
      />
      <Menu
        trigger={<Button>More</Button>}
        items={[
          { label: 'Run now', icon: Play, shortcut: 'r', onSelect: noted },
          { label: 'Duplicate', icon: Copy, onSelect: noted },
          { label: 'History', icon: History, onSelect: noted, disabledReason: 'r1 is the only revision.' },
          'separator',
          { label: 'Delete', icon: Trash2, onSelect: noted, danger: true },
        ]}
      />
      <Popover trigger={<Button>Why paused</Button>} label="Why it is paused">
        <p className="w-64">Disabled by you on 14 November: “Waiting for the new storage.”</p>
      </Popover>
      <Button onClick={() => toast.done('Routine Send invoices disabled.', { undo: noted })}>Toast with Undo</Button>
      <Button onClick={() => toast.failed("Couldn't disable Send invoices.", { code: 'UNAVAILABLE', data: { phase: 'database' } })}>
        Failed toast
      </Button>
    </div>
  ),
}
