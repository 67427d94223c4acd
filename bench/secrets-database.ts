/** A database of the product's own kind in a temporary home, for the sections that need one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Pool } from 'pg'
import { silentLog } from '../electron/adapters/memory/silent-log.ts'
import { nodePaths } from '../electron/adapters/node/paths.ts'
import { findBinaries } from '../electron/adapters/postgres/binaries.ts'
import { embeddedServer } from '../electron/adapters/postgres/embedded-server.ts'
import { migrate } from '../electron/features/database/migrator.ts'
import { claimInstance } from '../electron/features/database/store.ts'
import { newId } from '../electron/ports/rows.ts'
import * as schema from '../electron/schema/index.ts'

const root = resolve(import.meta.dirname, '..')

/** Starts a migrated database and hands it to `work`; nothing is left of it afterwards. */
export async function withDatabase<T>(work: (database: { sql: { db: ReturnType<typeof open> }; pool: Pool }) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  const paths = nodePaths(home, root)
  const server = embeddedServer({ paths, log: silentLog(), binaries: findBinaries({ root }) })
  try {
    const pool = new Pool({ ...(await server.start(() => {})), max: 10 })
    // The server may be stopped before the last connection has said goodbye.
    pool.on('error', () => {})
    try {
      const client = await pool.connect()
      await migrate(client, { folder: paths.migrations, version: 'bench', progress: () => {} })
      await claimInstance(client, server.instanceId ?? newId())
      client.release()
      return await work({ sql: { db: open(pool) }, pool })
    } finally {
      await pool.end()
    }
  } finally {
    await server.stop(5_000)
    rmSync(home, { recursive: true, force: true })
  }
}

const open = (pool: Pool) => drizzle(pool, { schema })
