import { afterAll, expect, test } from 'vitest'
import { newId } from '../../ports/rows.ts'
import { companies } from '../../schema/companies.ts'
import { emptyDatabase, testDatabase } from './test-database.ts'

const [one, two] = await Promise.all([testDatabase(), testDatabase()])
afterAll(() => Promise.all([one.close(), two.close()]))

test('each clone is migrated and nobody else writes to it', async () => {
  await one.sql.db.insert(companies).values({ id: newId(), name: 'Acme' })
  expect(await one.sql.db.select({ name: companies.name }).from(companies)).toEqual([{ name: 'Acme' }])
  expect(await two.sql.db.select().from(companies)).toEqual([])
})

test('an empty database has no table', async () => {
  const empty = await emptyDatabase()
  const { rows } = await empty.sql.db.execute(`select from pg_class where relnamespace = 'public'::regnamespace`)
  expect(rows).toEqual([])
  await empty.close()
})
