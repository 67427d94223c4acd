import { statfs } from 'node:fs/promises'
import { ORPCError } from '@orpc/server'
import type { HealthCheck } from '#shared/contract/system.ts'
import { os } from '../../ports/rpc.ts'
import type { Check, SystemNeeds } from './needs.ts'
import type { SearchStore } from './store.ts'

const GIB = 1024 ** 3

async function diskCheck(home: string): Promise<HealthCheck> {
  const { bavail, bsize } = await statfs(home)
  const free = Number(bavail) * Number(bsize)
  const state = free < 0.5 * GIB ? 'critical' : free < 2 * GIB ? 'warning' : 'pass'
  return {
    id: 'disk',
    title: 'Free disk space',
    state,
    detail: `${(free / GIB).toFixed(1)} GiB free where ${home} lies.`,
    fix: state === 'pass' ? '' : 'Free some space: a full disk stops runs from being logged and saved.',
  }
}

/** A check that cannot be made is a finding of its own: this page is for when things do not work. */
async function looked({ id, title, look }: Check): Promise<HealthCheck[]> {
  try {
    return await look()
  } catch (error) {
    const why = error instanceof ORPCError && error.code === 'UNAVAILABLE' ? 'the database is not ready' : 'something failed inside Wheelhouse'
    return [{ id, title, state: 'critical', detail: `This could not be checked: ${why}.`, fix: 'Look at the other checks first, then check again.' }]
  }
}

export function systemHandlers(needs: SystemNeeds & { search: SearchStore }) {
  const { clock, paths, status, checks, search } = needs

  return os.system.router({
    status: os.system.status.handler(() => status()),
    watchStatus: os.system.watchStatus.handler(({ signal }) => needs.watchStatus(signal)),

    watch: os.system.watch.handler(({ signal }) => needs.watchChanges(signal)),

    health: os.system.health.handler(async () => {
      const disk = { id: 'disk', title: 'Free disk space', look: async () => [await diskCheck(paths.home)] }
      const found = await Promise.all([disk, ...checks].map(looked))
      return { checks: found.flat(), at: clock.now() }
    }),

    about: os.system.about.handler(() => {
      const { version, startedAt } = status()
      return {
        version,
        home: paths.home,
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        database: needs.aboutDatabase(),
        startedAt,
      }
    }),

    search: os.system.search.handler(({ input }) => search.find(input.query, input.companyId)),
  })
}
