/** A database of its own for each test file or test, cloned from the migrated template of the run. */
import { randomBytes } from 'node:crypto'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Client, Pool } from 'pg'
import { inject } from 'vitest'
import type { Connection, Sql } from '../../ports/sql.ts'
import * as schema from '../../schema/index.ts'

export const TEMPLATE = 'wheelhouse_template'

export type TestConnection = Exclude<Connection, { connectionString: string }>

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestConnection
  }
}

export interface TestDatabase {
  sql: Sql
  connection: TestConnection
  /** Ends the connections and drops the database. */
  close(): Promise<void>
}

/** Clones a fresh, migrated database. Close it in `afterAll` or `afterEach`. */
export async function testDatabase(): Promise<TestDatabase> {
  return cloneOf(TEMPLATE)
}

/** A database without any table, for tests of the migrator. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return cloneOf('template0')
}

async function cloneOf(template: string): Promise<TestDatabase> {
  const server = inject('postgres')
  const connection = { ...server, database: `test_${randomBytes(6).toString('hex')}` }
  await asAdmin(server, `create database ${connection.database} template ${template} strategy file_copy`)
  const pool = new Pool({ ...connection, max: 10 })
  // `pool.end` answers before the sockets are closed, and dropping the database under one of them would be its error.
  const closed: Array<Promise<void>> = []
  pool.on('connect', (client) => closed.push(new Promise((resolve) => client.once('end', resolve))))
  return {
    sql: { db: drizzle(pool, { schema }) },
    connection,
    async close() {
      await pool.end()
      await Promise.all(closed)
      await asAdmin(server, `drop database if exists ${connection.database} with (force)`)
    },
  }
}

async function asAdmin(server: TestConnection, statement: string): Promise<void> {
  const client = new Client({ ...server, database: 'postgres' })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
