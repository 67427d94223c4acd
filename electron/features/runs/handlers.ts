import { declared, notFound, os } from '../../ports/rpc.ts'
import type { Bells } from './bells.ts'
import { runComparer } from './compare.ts'
import { compareStore } from './compare-store.ts'
import { envSince } from './env-now.ts'
import { envNowStore } from './env-now-store.ts'
import { runFolder } from './folder.ts'
import { follow } from './follow.ts'
import { logCursor, readOutput, readTail } from './log-reader.ts'
import type { RunsNeeds } from './needs.ts'
import type { QueueStore } from './queue-store.ts'
import type { Runner } from './runner.ts'
import { activeStatuses, type RunStore } from './store.ts'

const OUTPUT_BYTES = 256 * 1024

type HandlerNeeds = RunsNeeds & { store: RunStore; queue: QueueStore; runner: Runner; bells: Bells }
type OneRun = { companyId: string; id: string }

export function runHandlers(needs: HandlerNeeds) {
  const { store, queue, runner, live, bells, clock, paths, actor } = needs
  const read = reader(store)
  const look = looker(needs)
  const past = compareStore(needs)
  const compare = runComparer({ store: past })
  const since = envSince({ ...needs, store: envNowStore(needs) })

  return os.runs.router({
    start: os.runs.start.handler(async ({ input }) => {
      const id = await queue.startByHand(input, actor)
      if (!id) throw notFound('routine')
      live.publish({ noun: 'run', id, companyId: input.companyId, kind: 'created' })
      // The row as it was queued, before the runner takes it.
      const run = await read({ companyId: input.companyId, id })
      runner.wake()
      return run
    }),

    list: os.runs.list.handler(({ input }) => store.list(input)),

    get: os.runs.get.handler(({ input }) => read(input)),

    lastSuccess: os.runs.lastSuccess.handler(async ({ input }) => {
      const id = await past.lastSuccess(await read(input))
      return id === null ? null : read({ companyId: input.companyId, id })
    }),

    compare: os.runs.compare.handler(async ({ input: { companyId, id, otherId } }) =>
      compare(await read({ companyId, id: otherId }), await read({ companyId, id })),
    ),

    envNow: os.runs.envNow.handler(async ({ input }) => since(await read(input))),

    cancel: os.runs.cancel.handler(async ({ input }) => {
      const { status } = await read(input)
      if (!activeStatuses.includes(status)) throw declared('RUN_NOT_ACTIVE', { status }, 'This run has already ended.')
      if (!(await queue.cancelQueued(input.companyId, input.id))) {
        await queue.cancelRequested(input.id)
        runner.attempt(input.id)?.stop('cancelled')
      }
      live.publish({ noun: 'run', id: input.id, companyId: input.companyId, kind: 'updated' })
      bells.ring(input.id)
      return read(input)
    }),

    log: os.runs.log.handler(async ({ input }) => {
      const { lines: total, ended, redactions, binary } = await look(input)
      const folder = runFolder(paths.runs, input.id)
      const lines =
        input.from === undefined ? await readTail(folder, total, input.limit) : await logCursor(folder, input.from).read(total, input.limit)
      return { lines, total, ended, redactions, binary }
    }),

    follow: os.runs.follow.handler(async ({ input, signal }) => {
      await read(input)
      const onChange = (listener: () => void) => bells.listen(input.id, listener)
      return follow({ folder: runFolder(paths.runs, input.id), look: () => look(input), onChange }, input.from, clock, signal)
    }),

    output: os.runs.output.handler(async ({ input }) => {
      const { status } = await read(input)
      const output = await readOutput(runFolder(paths.runs, input.id), input.offset, OUTPUT_BYTES)
      if (!output) throw declared('RUN_NOT_ACTIVE', { status }, 'This run has no binary output.')
      return { bytes: output.bytes.toString('base64'), total: output.total }
    }),
  })
}

function reader(store: RunStore) {
  return async ({ companyId, id }: OneRun) => {
    const run = await store.find(companyId, id)
    if (!run) throw notFound('run')
    return run
  }
}

/** How far a run's log is: from its writer while it runs, else from its row. */
function looker({ store, runner }: HandlerNeeds) {
  const read = reader(store)
  return async (one: OneRun) => {
    const attempt = runner.attempt(one.id)
    const writer = attempt?.run.companyId === one.companyId ? attempt.log() : null
    if (writer) {
      const lines = await writer.flush()
      return { ...writer.counts(), lines, ended: false }
    }
    const { log, status } = await read(one)
    return { ...log, ended: !activeStatuses.includes(status) }
  }
}
