/** Child processes, each the leader of its own process group. */
export interface ProcessSpec {
  command: string
  args: string[]
  cwd: string
  /** The whole environment of the child: nothing is inherited. */
  env: Record<string, string>
}

export interface ProcessExit {
  exitCode: number | null
  signal: string | null
}

export interface ChildHandle {
  readonly pid: number
  /** The moment the system says the process started: with the pid it names one process, even after pid reuse. */
  readonly started: string
  /** Settles when the child has ended, its output is read to the end, and what it left of its group has been ended too. */
  readonly ended: Promise<ProcessExit>
  /** Asks the whole group to end (TERM), and kills it when some of it is left after `graceMs`. */
  stop(graceMs: number): void
}

/** Takes output as it comes. Answering a promise holds the child's output back until it settles. */
export type OutputSink = (stream: 'stdout' | 'stderr', chunk: Buffer) => void | Promise<void>

export interface Processes {
  /** Starts a child; rejects with SpawnFailure when the program cannot be started. */
  start(spec: ProcessSpec, output: OutputSink): Promise<ChildHandle>
  /** Variables every child gets: PATH, HOME and a few more from an allow-list, never the host's own settings. */
  baseEnv(): Record<string, string>
  /** Kills what an earlier host left behind: the group of each given leader, and any process whose environment names one of the runs. Answers how many it killed. */
  reap(orphans: Array<{ runId: string; pid: number | null; started: string | null }>): Promise<number>
}

export class SpawnFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SpawnFailure'
  }
}
