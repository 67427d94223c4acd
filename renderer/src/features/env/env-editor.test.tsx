import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { useEffect, useState } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import type { Env } from '#shared/contract/env.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { EnvEditor } from './env-editor.tsx'

const place = { companyId: fakeIds.acme, layer: 'routine', id: fakeIds.routine.report, name: 'Hello report', routines: 1 } as const
const none: ReadonlyMap<string, string> = new Map()
let latest: Env = []

function Editing({ initial }: { initial: Env }) {
  const [value, setValue] = useState(initial)
  useEffect(() => {
    // oxlint-disable-next-line react/globals -- what the test looks at
    latest = value
  }, [value])
  return <EnvEditor place={place} value={value} onChange={setValue} stored={{ env: initial, prints: none }} secrets={[]} />
}

afterEach(cleanup)

describe('env editor', () => {
  it('adds a row, focuses its name, and keeps the focus while the name is typed', async () => {
    renderScreen(<Editing initial={[]} />)
    fireEvent.click(await screen.findByRole('button', { name: 'Add key' }))
    const name = screen.getByPlaceholderText('KEY_NAME')
    expect(document.activeElement).toBe(name)
    fireEvent.change(name, { target: { value: 'GREETING' } })
    expect(document.activeElement).toBe(name)
    fireEvent.keyDown(name, { key: 'Enter' })
    expect(screen.getAllByPlaceholderText('KEY_NAME')).toHaveLength(2)
    expect(document.activeElement).toBe(screen.getAllByPlaceholderText('KEY_NAME')[1])
    expect(latest[0]?.key).toBe('GREETING')
  })

  it('says beside the field why a name is refused', async () => {
    renderScreen(<Editing initial={[{ key: 'WHEELHOUSE_RUN_ID', binding: { kind: 'plain', visibility: 'visible', value: 'x' } }]} />)
    const name = await screen.findByLabelText('Name of WHEELHOUSE_RUN_ID')
    expect(name.getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText(/reserved/)).toBeTruthy()
  })

  it('takes a removal back where it was', async () => {
    const initial: Env = ['A', 'B', 'C'].map((key) => ({ key, binding: { kind: 'plain', visibility: 'visible', value: key.toLowerCase() } }))
    renderScreen(<Editing initial={initial} />)
    fireEvent.click(await screen.findByRole('button', { name: 'Remove B' }))
    expect(latest.map((entry) => entry.key)).toEqual(['A', 'C'])
    expect(document.activeElement).toBe(screen.getByLabelText('Name of C'))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => {
      expect(latest).toEqual(initial)
    })
  })
})
