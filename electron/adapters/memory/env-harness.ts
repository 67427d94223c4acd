/** Agents, projects, routines and a real vault on one database: everything that an env layer meets, wired as the host wires it. */
import { eq } from 'drizzle-orm'
import { agentsFeature } from '../../features/agents/index.ts'
import { projectsFeature } from '../../features/projects/index.ts'
import { routinesFeature } from '../../features/routines/index.ts'
import { secretsFeature } from '../../features/secrets/index.ts'
import { newId } from '../../ports/rows.ts'
import { companies, instance } from '../../schema/index.ts'
import { memoryCheckpoint } from './memory-checkpoint.ts'
import { memoryConfig } from './memory-config.ts'
import { memoryKeyStore } from './memory-key-store.ts'
import { recordingLive } from './recording-live.ts'
import { silentLog } from './silent-log.ts'
import { testClock } from './test-clock.ts'
import type { TestDatabase } from './test-database.ts'

export type EnvHarness = Awaited<ReturnType<typeof envHarness>>

export async function envHarness({ sql }: TestDatabase) {
  if ((await sql.db.$count(instance)) === 0) await sql.db.insert(instance).values({ id: newId() })
  const config = memoryConfig()
  const clock = testClock(new Date('2026-11-21T08:00:00Z'))
  const base = { sql, clock, live: recordingLive(), log: silentLog(), actor: 'ada' }
  const openAwsSecretsManager = () => {
    throw new Error('There is no such service here.')
  }
  const vault = { config, keyStore: memoryKeyStore(), checkpoints: memoryCheckpoint(), strictModeForced: null, openAwsSecretsManager }
  const secrets = secretsFeature({ ...base, ...vault })
  await secrets.start()
  const { bind, describe, refuseInline, compare, versionsAt } = secrets
  const env = { ...base, bind, describe, refuseInline }
  const routines = routinesFeature({ ...env, compare, versionsAt, enqueue: async () => null, wake: () => {} })
  return {
    clock,
    secrets,
    agents: agentsFeature(env).router,
    projects: projectsFeature(env).router,
    routines: routines.router.routines,
    /** Switches strict mode on or off. */
    strict: (on: boolean) => config.write('secrets', { strictMode: on }),
    async company(): Promise<string> {
      const id = newId()
      await sql.db.insert(companies).values({ id, name: `Company ${id}` })
      return id
    },
    removeCompany: (id: string) => sql.db.delete(companies).where(eq(companies.id, id)),
    stop: () => secrets.stop(),
  }
}
