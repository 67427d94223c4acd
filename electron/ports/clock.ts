/** Time. Nothing outside adapters and host reads a clock or sets a timer itself. */
export interface Clock {
  now(): Date
  /** Milliseconds from an arbitrary start by a clock that never jumps. */
  monotonic(): number
  /** Runs `task` after `ms`; the answer cancels it. Does not keep the process alive. */
  after(ms: number, task: () => void): () => void
  /** Runs `task` every `ms`, never two at once; the answer stops it. Does not keep the process alive. */
  every(ms: number, task: () => void | Promise<void>): () => void
  sleep(ms: number): Promise<void>
}
