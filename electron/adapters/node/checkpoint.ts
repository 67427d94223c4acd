/** The checkpoints of the trails as a file: `<secrets>/audit-checkpoint.json`, replaced whole and synced. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { CheckpointFailure, type CheckpointStore } from '../../ports/checkpoint.ts'
import { removeDrafts, writeOver } from './durable-file.ts'

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
      await removeDrafts(location)
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
        await writeOver(location, `${JSON.stringify({ version: 1, trails: checkpoints }, null, 2)}\n`)
      } catch (error) {
        throw failed('written', error)
      }
    },
  }
}
