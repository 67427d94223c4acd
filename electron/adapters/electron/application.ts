/** Where the program's own files are: beside the code while developing, in the package's resources otherwise. */
import { join } from 'node:path'
import type { App } from 'electron'

export interface Application {
  version: string
  /** Folder with migrations and resources/sample in it. */
  root: string
  /** Folder of what ships beside the code; undefined while developing. */
  resourcesPath: string | undefined
  /** Folder of the built page. */
  page: string
  /** The built preload script. */
  preload: string
}

export function applicationOf(app: Pick<App, 'isPackaged' | 'getAppPath' | 'getVersion'>): Application {
  const resourcesPath = app.isPackaged ? process.resourcesPath : undefined
  // Not from import.meta: the bundler decides which folder a piece of code ends up in.
  const built = (...parts: string[]) => join(app.getAppPath(), 'out', ...parts)
  return {
    version: app.getVersion(),
    root: resourcesPath ?? app.getAppPath(),
    resourcesPath,
    page: built('renderer'),
    preload: built('preload', 'index.js'),
  }
}
