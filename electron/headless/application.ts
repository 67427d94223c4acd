/** Where the application's own files are. Source and bundle lie equally deep, so one answer serves both. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as z from 'zod'

/** Folder with package.json, migrations and resources. */
export const root = resolve(import.meta.dirname, '../..')

/** The built renderer. */
export const rendererRoot = join(root, 'out', 'renderer')

export function applicationVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version
}
