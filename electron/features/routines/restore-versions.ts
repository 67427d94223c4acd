/** Which versions of its secrets a restored environment asks for. */
import type { EffectiveEnvKey, StoredEnv } from '#shared/contract/env.ts'
import { same } from '#shared/domain/diff.ts'
import type { DescribeEnv, VersionsAt } from '../../ports/work.ts'
import type { HistoryStore } from './history-store.ts'
import type { RevisionRecord, RoutineRecord } from './store.ts'

type EnvDefinition = EffectiveEnvKey['definitions'][number]

/** A version that the revision asks for and that cannot be read now, so that the key gets today's instead. */
export interface FallenBack {
  key: string
  wanted: number
  definition: EnvDefinition
}

export interface ChosenEnv {
  env: StoredEnv
  fallenBack: FallenBack[]
}

export type VersionChooser = ReturnType<typeof versionChooser>

const unreadable: ReadonlySet<EnvDefinition['health']> = new Set(['version_missing', 'version_disabled', 'version_destroyed'])

export function versionChooser({
  history,
  describe: describeEnv,
  versionsAt,
}: {
  history: HistoryStore
  describe: DescribeEnv
  versionsAt: VersionsAt
}) {
  /**
   * The environment of a revision as a restore would bind it. `pinned` takes the versions its last run was given, or those
   * that were current when it was saved. A number that cannot be read any more becomes `latest`, unless the routine holds
   * exactly that reference now: what is current already must not count as a change.
   */
  return async (routine: RoutineRecord, revision: RevisionRecord, versions: 'pinned' | 'today'): Promise<ChosenEnv> => {
    const wanted = versions === 'pinned' ? await pinned(revision) : revision.snapshot.env
    const now = new Map(routine.env.map(({ key, binding }) => [key, binding]))
    const definitions = await definitionsOf(routine, wanted)
    const fallenBack: FallenBack[] = []
    const env = wanted.map((entry) => {
      const definition = definitions.get(entry.key)
      const { binding, key } = entry
      if (binding.kind === 'plain' || binding.version === 'latest' || !definition) return entry
      if (!unreadable.has(definition.health) || same(binding, now.get(key))) return entry
      fallenBack.push({ key, wanted: binding.version, definition })
      return { key, binding: { ...binding, version: 'latest' as const } }
    })
    return { env, fallenBack }
  }

  async function pinned({ id, companyId, routineId, snapshot, createdAt }: RevisionRecord): Promise<StoredEnv> {
    const following = snapshot.env.flatMap(({ binding }) => (binding.kind === 'secret' && binding.version === 'latest' ? [binding.secretId] : []))
    if (following.length === 0) return snapshot.env
    const receipt = new Map((await history.lastReceipt(routineId, id)).map((used) => [used.key, used]))
    const current = await versionsAt(companyId, [...new Set(following)], createdAt)
    return snapshot.env.map(({ key, binding }) => {
      if (binding.kind === 'plain' || binding.version !== 'latest') return { key, binding }
      const used = receipt.get(key)
      // Receipts of before secrets were named by id carry none; the revision itself says which secret the key meant.
      const version = (used?.kind === 'secret' ? used.version : null) ?? current.get(binding.secretId) ?? 'latest'
      return { key, binding: { ...binding, version } }
    })
  }

  async function definitionsOf(routine: RoutineRecord, env: StoredEnv): Promise<Map<string, EnvDefinition>> {
    const source = { layer: 'routine' as const, sourceId: routine.id, sourceName: routine.name, env }
    const described = await describeEnv(routine.companyId, [{ ...source, changedAt: routine.envChangedAt, changedBy: routine.envChangedBy }])
    return new Map(described.flatMap(({ key, definitions: [definition] }) => (definition ? [[key, definition]] : [])))
  }
}
