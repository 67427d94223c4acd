/** Where the program's own files are: beside the code while developing, in the package's resources otherwise. */
import { join } from 'node:path'
import type { App } from 'electron'

export interface Application {
  version: string
  /** Folder with migrations and resources/sample in it. */
  root: string
  /** Folder of what ships beside the code; undefined while developing. */
  resourcesPath: string | undefined
  /** The built page, inside the package. */
  page: string
}

export function applicationOf(app: Pick<App, 'isPackaged' | 'getAppPath' | 'getVersion'>): Application {
  const resourcesPath = app.isPackaged ? process.resourcesPath : undefined
  return { version: app.getVersion(), root: resourcesPath ?? app.getAppPath(), resourcesPath, page: join(app.getAppPath(), 'out', 'renderer') }
}
