/** `<home>/instance.json`: the id that tells this installation from any other, made once and never changed. */
import { randomUUID } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { fileFailure, foreignFolder } from './failures.ts'

const shape = z.object({ id: z.uuid() })

/** The id of the installation in `home`, made on the first call. Throws DatabaseFailure when the file cannot be read or written. */
export async function instanceId(home: string): Promise<string> {
  const file = join(home, 'instance.json')
  const draft = `${file}.${process.pid}`
  try {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (text !== null) return parse(text, home)
    const handle = await open(draft, 'w', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify({ id: randomUUID() })}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // A link is made whole or not at all and never replaces a file that another process made first.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    return parse(await readFile(file, 'utf8'), home)
  } catch (error) {
    throw fileFailure(error, home)
  } finally {
    await rm(draft, { force: true }).catch(() => {
      // Not ours to fail on: the folder is gone or read-only, which the code above has reported already.
    })
  }
}

function parse(text: string, home: string): string {
  try {
    return shape.parse(JSON.parse(text)).id
  } catch {
    throw foreignFolder(home, 'its instance.json cannot be read')
  }
}
