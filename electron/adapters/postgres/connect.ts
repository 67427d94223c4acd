/** Talking to a server before the application does: is it up, and is it the one we mean? */
import { readFile, realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientConfig, DatabaseError } from 'pg'
import type { Connection } from '../../ports/sql.ts'
import { DATABASE, type Endpoint, ROLE, SOCKET_PORT } from './configuration.ts'

/** How the application reaches the server at `endpoint`. Reads the password file of a TCP server. */
export async function connectionTo(endpoint: Endpoint, database = DATABASE): Promise<Exclude<Connection, { connectionString: string }>> {
  if (endpoint.kind === 'socket') return { host: endpoint.folder, port: SOCKET_PORT, user: ROLE, database }
  return { host: '127.0.0.1', port: endpoint.port, user: ROLE, database, password: await readFile(endpoint.passwordFile, 'utf8') }
}

/** Runs `work` on one connection of its own, closed whatever happens. */
export async function withClient<T>(config: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ application_name: 'wheelhouse', connectionTimeoutMillis: 5_000, ...config })
  client.on('error', () => {
    // A connection that is lost rejects the query in flight, which is where it is handled.
  })
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {
      // The server went away first; there is nothing left to close.
    })
  }
}

export type Answer = 'ready' | 'starting' | 'silent' | 'refused'

/** One attempt: does the server let us in, say that it is still starting (57P03), refuse us, or not answer at all? */
async function knock(config: ClientConfig): Promise<Answer> {
  try {
    await withClient(config, (client) => client.query('select 1'))
    return 'ready'
  } catch (error) {
    if (!(error instanceof DatabaseError)) return 'silent'
    return error.code === '57P03' ? 'starting' : 'refused'
  }
}

/** Knocks until the server lets us in or `over` says to stop; a server that says it is starting is waited for. */
export async function waitUntilReady(config: ClientConfig, over: (last: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await knock(config)
    if (answer === 'ready' || answer === 'refused' || over(answer)) return answer
    await sleep(20)
  }
}

/** What a running server says it is. */
export async function describeServer(config: ClientConfig): Promise<{ data: string; version: string }> {
  return withClient(config, async (client) => {
    const { rows } = await client.query<{ data: string; version: string }>(
      `select current_setting('data_directory') as data, current_setting('server_version') as version`,
    )
    const [row] = rows
    return { data: await realpath(row?.data ?? '').catch(() => ''), version: row?.version ?? '' }
  })
}

/** The instance id stored in the application's database; null when the database or its table is not there yet. */
export async function storedInstance(config: ClientConfig): Promise<string | null> {
  try {
    return await withClient(config, async (client) => (await client.query<{ id: string }>('select id from instance')).rows[0]?.id ?? null)
  } catch (error) {
    const code = (error as { code?: string }).code
    // 3D000: no such database; 42P01: no such table.
    if (code === '3D000' || code === '42P01') return null
    throw error
  }
}

/** A database of that name exists, or came to be while ours was being made. */
const alreadyThere = new Set(['42P04', '23505'])

/** Makes the application's database when the cluster is new. */
export async function ensureDatabase(config: ClientConfig): Promise<void> {
  await withClient(config, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount !== 0) return
    await client.query(`create database ${DATABASE}`).catch((error: { code?: string }) => {
      // A host that was killed just here left its statement running on the server that this one took over: it is done now.
      if (!alreadyThere.has(error.code ?? '')) throw error
    })
  })
}
