/** Somebody else's Postgres server, named by a URL. Never started, never stopped, and its password never repeated. */
import { DatabaseFailure, type DatabaseServer } from '../../ports/sql.ts'
import { withClient } from './connect.ts'

export function externalServer(url: string): DatabaseServer {
  return {
    kind: 'external',
    instanceId: null,
    async start(progress) {
      const place = placeOf(url)
      progress(`Connecting to ${place}.`)
      const connection = { connectionString: url }
      await withClient(connection, (client) => client.query('select 1')).catch((error: { code?: string }) => {
        throw unreachable(`The database server ${place} ${reason(error.code)}.`)
      })
      return connection
    },
    async stop() {},
    onRestart() {},
  }
}

const unreachable = (sentence: string) =>
  new DatabaseFailure('server_unreachable', sentence, 'Correct DATABASE_URL, or leave it out to use the built-in database.')

/** Host, port and database of the URL: what a person needs to recognise it, and nothing that lets anyone in. */
function placeOf(url: string): string {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw unreachable('DATABASE_URL cannot be read as an address.')
  }
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw unreachable('DATABASE_URL must begin with postgres:// or postgresql://.')
  return `at ${parsed.searchParams.get('host') ?? (parsed.host || 'this machine')}, database ${nameIn(parsed.pathname) || 'unnamed'},`
}

function nameIn(pathname: string): string {
  try {
    return decodeURIComponent(pathname.slice(1))
  } catch {
    throw unreachable('DATABASE_URL holds a % that stands for nothing.')
  }
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'does not accept connections: nothing listens there',
  ENOTFOUND: 'is not known by that name',
  ENOENT: 'has no socket there',
  ETIMEDOUT: 'does not answer',
  '28P01': 'refuses the user or password',
  '28000': 'refuses this user',
  '3D000': 'has no such database',
  '53300': 'has no connection left',
  '57P03': 'is still starting',
}

const reason = (code = '') => reasons[code] ?? `cannot be used${code ? ` (${code})` : ''}`
