import { expect, test } from 'vitest'
import { whereTo } from './where-to.ts'

const [acme, globex] = [{ id: 'acme' }, { id: 'globex' }]
const nothing = { lastCompanyId: null, lastRoutes: [] }

test('nobody is led anywhere before there is a company', () => {
  expect(whereTo([], { lastCompanyId: 'acme', lastRoutes: [{ companyId: 'acme', route: '/c/acme/runs' }] })).toBeNull()
})

test('the last route of the last company comes back, search included', () => {
  const lastRoutes = [
    { companyId: 'acme', route: '/c/acme/runs?status=failed' },
    { companyId: 'globex', route: '/c/globex/secrets' },
  ]
  expect(whereTo([acme, globex], { lastCompanyId: 'acme', lastRoutes })).toBe('/c/acme/runs?status=failed')
})

test('a company that is gone is not opened again', () => {
  expect(whereTo([acme, globex], { ...nothing, lastCompanyId: 'gone' })).toBe('/companies')
  expect(whereTo([globex], { ...nothing, lastCompanyId: 'gone' })).toBe('/c/globex/routines')
})

test('a route that does not lie inside the company is not followed', () => {
  expect(whereTo([acme], { lastCompanyId: 'acme', lastRoutes: [{ companyId: 'acme', route: '//elsewhere.example/c/acme/' }] })).toBe(
    '/c/acme/routines',
  )
})
