// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { SecretAccess } from '#shared/contract/secrets.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen } from '../../shell/testing.tsx'
import { asCsv, asJsonLines } from './access-export.ts'
import { envKeyOf } from './binding-link.ts'
import { AccessPage, SecretPage } from './index.tsx'

afterEach(cleanup)

const page = { path: '/c/$companyId/secrets/$secretId', params: { companyId: fakeIds.acme, secretId: fakeIds.secret.stripe } }
const entry: SecretAccess = {
  id: 'a',
  secretId: 's',
  secretName: 'Mail, "main"',
  version: 2,
  action: 'resolve',
  runId: 'r',
  runNumber: 7,
  routineId: 'x',
  routineName: '=HYPERLINK("x")',
  configPath: 'env.MAIL',
  actor: 'schedule',
  outcome: 'failure',
  code: 'secret_disabled',
  reason: 'two\nlines',
  seq: null,
  at: new Date(0),
}

test('the trail as CSV quotes what it must and starts no formula', () => {
  const [head, line] = asCsv([entry]).split('\r\n')
  expect(head?.split(',').slice(0, 4)).toEqual(['at', 'action', 'outcome', 'code'])
  expect(line).toContain('1970-01-01T00:00:00.000Z,resolve,failure,secret_disabled,schedule,"Mail, ""main""",2,7')
  expect(line).toContain(`"'=HYPERLINK(""x"")"`)
  expect(line).toContain('"two\nlines"')
})

test('the trail as JSON Lines can be read back', () => {
  expect(JSON.parse(asJsonLines([entry]).trim())).toMatchObject({ id: 'a', version: 2, at: '1970-01-01T00:00:00.000Z' })
})

test('denials are visible, and can be had alone', async () => {
  renderScreen(<SecretPage />, { ...page, search: { outcome: 'failure' } })
  expect(await screen.findByText('Denied', { selector: '[role=row] *' })).toBeTruthy()
  expect(screen.queryByText('Resolved', { selector: '[role=row] *' })).toBeNull()
  expect(screen.getByText(/in 24 hours by/).textContent).toContain('denied')
})

test('checking the trail says the verdict in words', async () => {
  renderScreen(<SecretPage />, page)
  fireEvent.click(await screen.findByRole('button', { name: 'Check the trail' }))
  expect(await screen.findByText('The trail is intact.')).toBeTruthy()
})

test('the log of the company names the secret of each entry, and asks for all of them', async () => {
  const { fake } = renderScreen(<AccessPage />, { path: '/c/$companyId/secrets/access', params: { companyId: fakeIds.acme } })
  const grid = await screen.findByRole('grid', { name: 'Access log' })
  expect(grid.textContent).toContain('STRIPE_KEY')
  expect(fake.calls.find(({ path }) => path === 'secrets.access')?.input).not.toHaveProperty('secretId')
})

test('a key is named alike wherever it is defined', () => {
  expect(['env.TOKEN', 'agent.0192f0c1-2b3d.env.TOKEN', 'project.0192f0c1-2b3d.env.TOKEN'].map(envKeyOf)).toEqual(['TOKEN', 'TOKEN', 'TOKEN'])
})
