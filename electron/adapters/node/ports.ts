/** The outside world of a host in plain Node, assembled. Take the home's lock first: it opens the log and the database. */
import { userInfo } from 'node:os'
import type { Ports } from '../../ports/index.ts'
import { knownValues } from '../../ports/known-values.ts'
import type { Paths } from '../../ports/paths.ts'
import { traceOf } from '../../ports/trace.ts'
import { openAwsSecretsManager } from '../aws/provider.ts'
import { findBinaries } from '../postgres/binaries.ts'
import { embeddedServer } from '../postgres/embedded-server.ts'
import { externalServer } from '../postgres/external-server.ts'
import { noAttendance } from './attendance.ts'
import { fileCheckpoint } from './checkpoint.ts'
import { systemClock } from './clock.ts'
import { fileConfig } from './config.ts'
import { nodeKeyStore } from './key-store.ts'
import { fileLog } from './log.ts'
import { nodeProcesses } from './processes.ts'
import { takeSecretsEnvironment } from './secrets-environment.ts'

export interface NodePortsOptions {
  paths: Paths
  /** Folder of the application itself. */
  root: string
  version: string
  /** The server at this address is used instead of the embedded one. */
  databaseUrl: string | undefined
}

/** Opens log and adapters; `close` gives the log file back. Throws DatabaseFailure when the server's programs are missing. */
export async function nodePorts({ paths, root, version, databaseUrl }: NodePortsOptions): Promise<Ports & { close(): Promise<void> }> {
  const environment = takeSecretsEnvironment()
  const known = knownValues()
  const log = await fileLog({ folder: paths.logs, known })
  const config = fileConfig(paths.configFile)
  return {
    paths,
    log,
    known,
    clock: systemClock({ onError: (error) => log.error('timer', traceOf(error)) }),
    config,
    keyStore: nodeKeyStore({ folder: paths.secrets, config, environment, keychain: null }),
    strictModeForced: environment.strictMode,
    checkpoints: fileCheckpoint(paths.secrets),
    openAwsSecretsManager,
    attendance: noAttendance,
    processes: nodeProcesses(),
    databaseServer: databaseUrl ? externalServer(databaseUrl) : embeddedServer({ paths, log, binaries: findBinaries({ root }) }),
    actor: userInfo().username,
    version,
    close: log.close,
  }
}
