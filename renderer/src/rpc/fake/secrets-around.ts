/** What lies around the canned secrets: rows to import, secrets at a provider, plain values to reveal or to move into the vault. */
import type { EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import type { ImportVerdict } from '#shared/contract/secrets.ts'
import { sensitiveReason } from '#shared/domain/sensitive.ts'
import { printOf } from './environment.ts'
import { declared, need } from './handlers.ts'
import type { FakeState } from './state.ts'

export function verdictOf(state: FakeState, companyId: string, row: { name: string; value: string }): ImportVerdict {
  const name = row.name.trim()
  if (name === '' || row.value === '') {
    return { name: row.name, verdict: 'invalid', problem: name === '' ? 'It has no name.' : 'It has no value.', secretId: null, version: null }
  }
  const there = state.secrets.find((one) => one.companyId === companyId && one.name.toLowerCase() === name.toLowerCase())
  if (!there) return { name, verdict: 'add', problem: '', secretId: null, version: null }
  const verdict = there.fingerprint === printOf(row.value) ? 'same' : 'overwrite'
  return { name, verdict, problem: '', secretId: there.id, version: there.version }
}

const outside = ['prod/stripe', 'prod/smtp', 'prod/model-key', 'staging/stripe']

export function findOutside(state: FakeState, { companyId, query }: { companyId: string; query: string }) {
  const items = outside
    .filter((name) => name.startsWith(query))
    .map((name) => {
      const ref = `arn:aws:secretsmanager:eu-central-1:000000000000:secret:${name}-AbCdEf`
      return { ref, name, linkedAs: state.secrets.find((one) => one.companyId === companyId && one.externalRef === ref)?.name ?? null }
    })
  return { items, nextCursor: null }
}

interface Place {
  companyId: string
  targetType: EnvLayer
  targetId: string
  key: string
}

function rowsOf(state: FakeState, layer: EnvLayer): { id: string; name: string; companyId: string; env: StoredEnv }[] {
  return { agent: state.agents, project: state.projects, routine: state.routines }[layer]
}

export function reveal(state: FakeState, { companyId, targetType, targetId, key }: Place): { value: string } {
  const { env } = need(rowsOf(state, targetType), { id: targetId, companyId }, targetType)
  const binding = env.find((entry) => entry.key === key)?.binding
  if (binding?.kind !== 'plain' || binding.visibility !== 'masked') throw declared('WRONG_STATE', { state: binding?.kind ?? 'missing' })
  return { value: binding.value }
}

export function migrateInline(state: FakeState, { companyId, apply }: { companyId: string; apply: boolean }) {
  const layers: EnvLayer[] = ['agent', 'project', 'routine']
  const items = layers.flatMap((targetType) =>
    rowsOf(state, targetType)
      .filter((row) => row.companyId === companyId)
      .flatMap((row) =>
        row.env.flatMap(({ key, binding }) => {
          const because = binding.kind === 'plain' ? sensitiveReason(key, binding.value) : null
          if (!because) return []
          const place = { targetType, targetId: row.id, targetName: row.name, key, because }
          return [
            {
              ...place,
              secretName: `${row.name} ${key}`,
              revisions: 2,
              outcome: apply ? ('migrated' as const) : ('would_migrate' as const),
              message: '',
            },
          ]
        }),
      ),
  )
  return { applied: apply, items }
}
