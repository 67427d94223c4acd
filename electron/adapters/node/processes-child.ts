/**
 * One running child: reads its output no faster than it is taken, notices its end even when a grandchild keeps the
 * pipes open, and leaves nothing of its group behind.
 */
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OutputSink, ProcessExit } from '../../ports/processes.ts'
import { processGroup } from './processes-group.ts'

/** How long pipes may stay open, and members of the group alive, after the leader ended. */
const AFTERLIFE_MS = 2_000
const POLL_MS = 25

interface Pump {
  done: Promise<void>
  /** The sink holds the output back right now. */
  readonly busy: boolean
  close(): void
}

/** Takes charge of a child that has just been spawned; must be called in the same tick, before it can end unseen. */
export function superviseChild(child: ChildProcess, pid: number, output: OutputSink) {
  const group = processGroup(pid)
  const exit = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  const pumps = [pump('stdout', child.stdout, output), pump('stderr', child.stderr, output)]
  let killAt: number | null = null

  async function run(): Promise<ProcessExit> {
    const ending = await exit
    await drain(pumps)
    if (killAt === null && (await group.alive())) group.ask()
    const deadline = performance.now() + AFTERLIFE_MS
    while ((await group.alive()) && performance.now() < (killAt ?? deadline)) await sleep(POLL_MS)
    group.kill()
    return ending
  }

  const ended = run()

  function stop(graceMs: number): void {
    const at = performance.now() + graceMs
    if (killAt !== null && killAt <= at) return
    killAt = at
    if (graceMs > 0) group.ask()
    const timer = setTimeout(() => group.kill(), graceMs)
    void ended.then(() => clearTimeout(timer))
  }

  return { ended, stop }
}

/** Waits until the pipes are read to the end; closes those that nobody wrote to or closed for a while. */
async function drain(pumps: Pump[]): Promise<void> {
  const all = Promise.all(pumps.map(({ done }) => done))
  let finished = false
  void all.then(() => {
    finished = true
  })
  for (let idle = 0; !finished && idle < AFTERLIFE_MS; ) {
    await Promise.race([all, sleep(POLL_MS)])
    // Time in which the sink holds the output back is not the child's.
    if (!pumps.some(({ busy }) => busy)) idle += POLL_MS
  }
  for (const { close } of pumps) close()
  await all
}

function pump(name: 'stdout' | 'stderr', stream: Readable | null, output: OutputSink): Pump {
  let busy = false
  async function read(): Promise<void> {
    if (!stream) return
    try {
      for await (const chunk of stream) {
        busy = true
        await output(name, chunk)
        busy = false
      }
    } catch {
      // Closed by us, or a sink that gave up: the child must not block on a full pipe for it.
      busy = false
      stream.resume()
    }
  }
  return {
    done: read(),
    get busy() {
      return busy
    },
    close: () => void stream?.destroy(),
  }
}
