/** Agents, projects, routines and a real vault on one database: everything that an env layer meets, wired as the host wires it. */
import { agentsFeature } from '../../features/agents/index.ts'
import { projectsFeature } from '../../features/projects/index.ts'
import { routinesFeature } from '../../features/routines/index.ts'
import { secretsFeature } from '../../features/secrets/index.ts'
import { newId } from '../../ports/rows.ts'
import { companies, instance } from '../../schema/index.ts'
import { secretsNeeds } from './secrets-needs.ts'
import { testClock } from './test-clock.ts'
import type { TestDatabase } from './test-database.ts'

export type EnvHarness = Awaited<ReturnType<typeof envHarness>>

export async function envHarness({ sql }: TestDatabase) {
  if ((await sql.db.$count(instance)) === 0) await sql.db.insert(instance).values({ id: newId() })
  const needs = { ...secretsNeeds(sql), clock: testClock(new Date('2026-11-21T08:00:00Z')) }
  const secrets = secretsFeature(needs)
  await secrets.start()
  const { bind, describe, refuseInline, compare, versionsAt } = secrets
  const env = { ...needs, bind, describe, refuseInline }
  const routines = routinesFeature({ ...env, compare, versionsAt, enqueue: async () => null, wake: () => {} })
  return {
    clock: needs.clock,
    secrets,
    /** What the vault was made of, for another one over the same rows and key. */
    needs,
    agents: agentsFeature(env).router,
    projects: projectsFeature(env).router,
    routines: routines.router.routines,
    /** Switches strict mode on or off. */
    strict: (on: boolean) => needs.config.write('secrets', { strictMode: on }),
    async company(): Promise<string> {
      const id = newId()
      await sql.db.insert(companies).values({ id, name: `Company ${id}` })
      return id
    },
    stop: () => secrets.stop(),
  }
}
