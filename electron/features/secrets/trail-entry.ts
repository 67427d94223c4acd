import type { secretAccessEvents } from '../../schema/secrets.ts'

type Row = typeof secretAccessEvents.$inferInsert

/** One entry of the trail, value-free by its type. */
export type TrailEntry = Required<
  Pick<
    Row,
    'secretId' | 'version' | 'action' | 'consumerType' | 'consumerId' | 'routineId' | 'configPath' | 'actor' | 'outcome' | 'code' | 'reason' | 'at'
  >
>

/** An entry with its row's id and its place in the chain. */
export interface ChainedRow {
  entry: TrailEntry
  id: number
  seq: number
  mac: string
}
