import type { Meta, StoryObj } from '@storybook/react-vite'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { Checkbox } from './checkbox.tsx'
import { Combobox } from './combobox.tsx'
import { NumberField } from './number-field.tsx'
import { SearchField } from './search-field.tsx'
import { SegmentedControl } from './segmented-control.tsx'
import { Select } from './select.tsx'
import { Switch } from './switch.tsx'
import { TextArea, TextField } from './text-field.tsx'

const meta = { title: 'Controls/Fields' } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

const zones = ['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe'].map((value, n) => ({
  value,
  label: value,
  detail: ['+00:00', '+01:00', '+00:00', '−05:00', '+09:00', '+11:00'][n] ?? '',
}))

function Texts() {
  const [name, setName] = useState('Nightly report')
  const [key, setKey] = useState('9LIVES')
  const [note, setNote] = useState('')
  const [seconds, setSeconds] = useState<number | null>(3600)
  const [far, setFar] = useState<number | null>(9000)
  return (
    <div className="grid w-md gap-4">
      <TextField label="Name" value={name} onChange={setName} hint="Shown in every list." />
      <TextField label="Key" value={key} onChange={setKey} mono error="Must not start with a digit." />
      <TextArea label="Description" optional value={note} onChange={setNote} placeholder="What this routine is for" />
      <NumberField label="Time limit" value={seconds} onChange={setSeconds} min={1} max={604_800} unit="s" />
      <NumberField label="Grace" value={far} onChange={setFar} min={0} max={600} unit="s" />
      <TextField label="Home folder" value="/home/ada/.wheelhouse" onChange={() => {}} readOnly mono />
    </div>
  )
}

function Choices() {
  const [agent, setAgent] = useState<'reporter' | 'billing' | null>(null)
  const [zone, setZone] = useState<string | null>('Europe/Berlin')
  const [on, setOn] = useState(true)
  const [checked, setChecked] = useState(true)
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system')
  const [query, setQuery] = useState('')
  return (
    <div className="grid w-md gap-5">
      <SearchField label="Filter routines" value={query} onChange={setQuery} />
      <Select
        label="Agent"
        value={agent}
        onChange={setAgent}
        options={[
          { value: 'reporter', label: 'Reporter', detail: 'node' },
          { value: 'billing', label: 'Billing clerk', detail: 'python3' },
        ]}
      />
      <Combobox label="Time zone" value={zone} onChange={setZone} options={zones} clearable hint="Never changes by itself." />
      <Switch label="Enabled" checked={on} onChange={setOn} hint="Scheduled runs start." />
      <Switch label="Sends mail" checked={false} onChange={() => {}} disabledReason="SMTP_PASSWORD is disabled." />
      <Checkbox label="Run and follow" checked={checked} onChange={setChecked} />
      <Checkbox label="Some of them" checked={false} indeterminate onChange={() => {}} />
      <SegmentedControl
        label="Theme"
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: 'System', icon: Monitor },
          { value: 'light', label: 'Light', icon: Sun },
          { value: 'dark', label: 'Dark', icon: Moon },
        ]}
      />
    </div>
  )
}

export const Text: Story = { render: () => <Texts /> }
export const Choice: Story = { render: () => <Choices /> }
