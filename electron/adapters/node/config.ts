/** config.json: a few named sections, read whole and replaced whole, so that a power cut leaves the old file or the new. */
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as z from 'zod'
import type { Config } from '../../ports/config.ts'

const shape = z.record(z.string(), z.unknown())

export function fileConfig(file: string): Config {
  let turn: Promise<unknown> = Promise.resolve()

  async function load(): Promise<Record<string, unknown>> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}'
      throw error
    })
    const found = parse(text)
    if (found) return found
    // Somebody may want to mend it by hand: it is put aside, never overwritten.
    await rename(file, `${file}.broken-${new Date().toISOString().replaceAll(':', '')}`)
    return {}
  }

  async function save(sections: Record<string, unknown>): Promise<void> {
    const draft = `${file}.new`
    try {
      const handle = await open(draft, 'w', 0o600)
      try {
        await handle.writeFile(`${JSON.stringify(sections, null, 2)}\n`)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(draft, file)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }

  /** One at a time: two writers would each put back the other's old section. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work)
    turn = mine.catch(() => {
      // Reported to whoever asked; the next in line starts afresh.
    })
    return mine
  }

  return {
    read: (section) => inTurn(async () => (await load())[section]),
    write: (section, value) => inTurn(async () => save({ ...(await load()), [section]: value })),
    async setAside() {
      const names = await readdir(dirname(file)).catch(() => [])
      return names
        .filter((name) => name.startsWith(`${basename(file)}.broken-`))
        .toSorted()
        .map((name) => join(dirname(file), name))
    },
  }
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return shape.parse(JSON.parse(text))
  } catch {
    return null
  }
}
