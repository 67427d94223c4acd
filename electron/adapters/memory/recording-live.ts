import type { Change } from '#shared/contract/system.ts'
import type { Live } from '../../ports/live.ts'

/** Keeps every published change in `changes`. */
export function recordingLive(): Live & { changes: Change[] } {
  const changes: Change[] = []
  return { changes, publish: (change) => void changes.push(change) }
}
