/** The checkpoints of the trails as a file: `<secrets>/audit-checkpoint.json`, replaced whole and synced. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { CheckpointFailure, type CheckpointStore } from '../../ports/checkpoint.ts'
import { contentOf, removeDrafts, writeOver } from './durable-file.ts'

const shape = z.object({
  version: z.literal(1),
  trails: z.array(
    z.object({ companyId: z.uuid(), seq: z.int().min(0), mac: z.string(), at: z.iso.datetime().transform((at) => new Date(at)), seal: z.string() }),
  ),
})

/** Checkpoints of more companies than anybody has. */
const mostBytes = 64 * 1024 * 1024

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
      const content = await contentOf(location, mostBytes).catch((error: unknown) => {
        throw failed('read', error)
      })
      if (content === null) return []
      try {
        return shape.parse(JSON.parse(content.toString('utf8'))).trails
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
