import type { Checkpoint, CheckpointStore } from '../../ports/checkpoint.ts'

/** Checkpoints without a disk. `kept` is what a file would hold. */
export function memoryCheckpoint(): CheckpointStore & { kept: Checkpoint[] } {
  return {
    location: 'memory',
    kept: [],
    async read() {
      return structuredClone(this.kept)
    },
    async write(checkpoints) {
      this.kept = structuredClone([...checkpoints])
    },
  }
}
