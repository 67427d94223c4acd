/**
 * The three files that decide how an embedded server behaves and who may enter it. Written anew before every start, so
 * that a changed setting reaches old clusters and a hand-edited one cannot open a door.
 */
import { join } from 'node:path'
import type { RunAs } from './os-user.ts'
import { replaceFile } from './private-file.ts'

export const ROLE = 'wheelhouse'
export const DATABASE = 'wheelhouse'
/** On a socket the port only names the file. */
export const SOCKET_PORT = 5432

export type Endpoint = { kind: 'socket'; folder: string } | { kind: 'tcp'; port: number; passwordFile: string }

/** One person, one application: small buffers, no parallel machinery, no TCP where a socket will do. */
const tuned = {
  shared_buffers: '16MB',
  max_connections: '25',
  io_method: 'sync',
  autovacuum_max_workers: '1',
  max_wal_senders: '0',
  wal_level: 'minimal',
  max_wal_size: '256MB',
  // A file of the write-ahead log that is done with goes away, instead of waiting for its reuse with all that was written into it.
  wal_recycle: 'off',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  datestyle: 'ISO, YMD',
  lc_messages: 'C',
  // The messages of errors and statements can hold row data: only the server's own life is logged (LOG, FATAL and PANIC).
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
}

const quoted = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

function serverSettings(endpoint: Endpoint, extra: Record<string, string> = {}): string {
  const place: Record<string, string> =
    endpoint.kind === 'socket'
      ? {
          listen_addresses: '',
          // A list in which a comma separates: the double quotes keep any folder name whole.
          unix_socket_directories: `"${endpoint.folder.replaceAll('"', '""')}"`,
          unix_socket_permissions: '0700',
          port: String(SOCKET_PORT),
        }
      : { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(endpoint.port), password_encryption: 'scram-sha-256' }
  const lines = Object.entries({ ...tuned, ...place, ...extra }).map(([name, value]) => `${name} = ${quoted(value)}`)
  return `# Written by Wheelhouse at every start: changes made here are lost.\n${lines.join('\n')}\n`
}

function clientRules(endpoint: Endpoint): string {
  return endpoint.kind === 'socket' ? 'local all all peer map=wheelhouse\n' : 'host all all 127.0.0.1/32 scram-sha-256\n'
}

/** Which operating-system user may enter as our role: the one the host runs as, nobody else. */
function identityMap(hostUser: string): string {
  return `wheelhouse "${hostUser}" ${ROLE}\n`
}

/** Writes the configuration into a cluster, readable by the user that the server runs as. */
export async function writeConfiguration(
  data: string,
  { endpoint, runAs, hostUser, settings }: { endpoint: Endpoint; runAs: RunAs | null; hostUser: string; settings: Record<string, string> },
): Promise<void> {
  const files = {
    'postgresql.conf': serverSettings(endpoint, settings),
    'pg_hba.conf': clientRules(endpoint),
    'pg_ident.conf': identityMap(hostUser),
    // Left by ALTER SYSTEM, and read after ours.
    'postgresql.auto.conf': '',
  }
  for (const [name, text] of Object.entries(files)) {
    await replaceFile(join(data, name), text, runAs)
  }
}
