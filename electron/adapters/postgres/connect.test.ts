import { Client } from 'pg'
import { expect, inject, test } from 'vitest'
import { DATABASE } from './configuration.ts'
import { ensureDatabase } from './connect.ts'

test('the database is made once, also when a killed host’s statement is still making it', async () => {
  const admin = { ...inject('postgres'), database: 'postgres' }
  const client = new Client(admin)
  await client.connect()
  await client.query(`drop database if exists ${DATABASE} with (force)`)
  await Promise.all(Array.from({ length: 6 }, () => ensureDatabase(admin)))
  const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
  await client.end()
  expect(rowCount).toBe(1)
})
