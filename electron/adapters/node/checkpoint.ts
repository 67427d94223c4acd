/** The checkpoints of the trails as a file: `<secrets>/audit-checkpoint.json`, replaced whole and synced. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { type Checkpoint, CheckpointFailure, type CheckpointStore } from '../../ports/checkpoint.ts'

const shape = z.object({
  version: z.literal(1),
  trails: z.array(
    z.object({ companyId: z.string(), seq: z.int().min(0), mac: z.string(), at: z.iso.datetime().transform((at) => new Date(at)), seal: z.string() }),
  ),
})

export function fileCheckpoint(folder: string): CheckpointStore {
  const location = join(folder, 'audit-checkpoint.json')
  const failed = (what: string, error: unknown) =>
    new CheckpointFailure(
      `The checkpoint of the audit trail ${location} cannot be ${what} (${(error as NodeJS.ErrnoException).code ?? 'it is damaged'}).`,
    )

  return {
    location,

    async read() {
      const text = await readFile(location, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw failed('read', error)
      })
      if (text === null) return []
      try {
        return shape.parse(JSON.parse(text)).trails
      } catch (error) {
        throw failed('read', error)
      }
    },

    async write(checkpoints) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await replace(location, checkpoints)
        await syncFolder(folder)
      } catch (error) {
        throw failed('written', error)
      }
    },
  }
}

async function replace(location: string, trails: readonly Checkpoint[]): Promise<void> {
  const draft = `${location}.new`
  try {
    const file = await open(draft, 'w', 0o600)
    try {
      await file.writeFile(`${JSON.stringify({ version: 1, trails }, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, location)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there, NTFS journals the new name by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
