/** The outside world of a host inside the desktop program: Node's adapters, with the programs that ship in the package. */
import { userInfo } from 'node:os'
import { BrowserWindow, safeStorage, systemPreferences } from 'electron'
import type { Ports } from '../../ports/index.ts'
import { knownValues } from '../../ports/known-values.ts'
import type { Paths } from '../../ports/paths.ts'
import { openAwsSecretsManager } from '../aws/provider.ts'
import { fileCheckpoint } from '../node/checkpoint.ts'
import { systemClock } from '../node/clock.ts'
import { fileConfig } from '../node/config.ts'
import { nodeKeyStore } from '../node/key-store.ts'
import { fileLog } from '../node/log.ts'
import { nodeProcesses } from '../node/processes.ts'
import { takeSecretsEnvironment } from '../node/secrets-environment.ts'
import { findBinaries } from '../postgres/binaries.ts'
import { embeddedServer } from '../postgres/embedded-server.ts'
import { externalServer } from '../postgres/external-server.ts'
import type { Application } from './application.ts'
import { desktopAttendance } from './attendance.ts'
import { systemKeychain } from './keychain.ts'

export interface ElectronPortsOptions {
  paths: Paths
  application: Application
  /** The server at this address is used instead of the embedded one. */
  databaseUrl: string | undefined
}

/** Opens log and adapters; `close` gives the log file back. Take the home's lock first. Throws DatabaseFailure when the server's programs are missing. */
export async function electronPorts({ paths, application, databaseUrl }: ElectronPortsOptions): Promise<Ports & { close(): Promise<void> }> {
  const environment = takeSecretsEnvironment()
  const known = knownValues()
  const log = await fileLog({ folder: paths.logs, known })
  const config = fileConfig(paths.configFile)
  const { root, resourcesPath, version } = application
  return {
    paths,
    log,
    known,
    clock: systemClock({ onError: (error) => log.error('timer', { error }) }),
    config,
    keyStore: nodeKeyStore({ folder: paths.secrets, config, environment, keychain: systemKeychain(safeStorage, process.platform) }),
    strictModeForced: environment.strictMode,
    checkpoints: fileCheckpoint(paths.secrets),
    openAwsSecretsManager,
    attendance: desktopAttendance(systemPreferences, () => BrowserWindow.getAllWindows(), process.platform),
    processes: nodeProcesses(),
    databaseServer: databaseUrl ? externalServer(databaseUrl) : embeddedServer({ paths, log, binaries: findBinaries({ resourcesPath, root }) }),
    actor: userInfo().username,
    version,
    close: log.close,
  }
}
