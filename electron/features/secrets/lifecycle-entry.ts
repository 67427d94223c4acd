import type { TrailEntry } from './trail.ts'

/** Who did it and when. The host acts by itself when a date that a person set has come. */
export type Doer = Pick<TrailEntry, 'consumerType' | 'actor' | 'at'>

type Deed = Pick<TrailEntry, 'secretId' | 'version' | 'action' | 'reason'>

/** The trail's entry of a change that was made: no run is behind it, and it is written only when it is done. */
export function changeEntry(doer: Doer, deed: Deed): TrailEntry {
  return { ...doer, ...deed, consumerId: null, routineId: null, configPath: '', outcome: 'success', code: null }
}
