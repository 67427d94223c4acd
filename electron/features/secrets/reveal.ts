/** Shows one masked plain value, once, to whoever says why. Each attempt is an entry of the trail, the refused ones too. */
import type { EnvLayer } from '#shared/contract/env.ts'
import type { Attendance } from '../../ports/attendance.ts'
import type { Clock } from '../../ports/clock.ts'
import { declared, notFound, os } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { configPath, storedEnv } from './env-store.ts'
import type { SecretStore } from './store.ts'
import type { Trail, TrailEntry } from './trail.ts'
import type { Vault } from './vault.ts'

interface Needs {
  sql: Sql
  clock: Clock
  actor: string
  trail: Trail
  store: Pick<SecretStore, 'holdCompany'>
  /** So that the entry is chained if it can be. */
  vault: Pick<Vault, 'open'>
  attendance: Attendance
}

/** How long the system's word that its user is there counts, milliseconds. */
const confirmedMs = 5 * 60_000
/** As long as the page shows the value, milliseconds. */
const shownMs = 20_000

interface Request {
  companyId: string
  targetType: EnvLayer
  targetId: string
  key: string
  reason: string
}

type Refusal = 'not_found' | 'secret' | 'visible' | 'write_only' | 'not_confirmed'
type Answer = { value: string } | { refusal: Refusal; noun?: EnvLayer | 'key'; secretId?: string }

export function revealHandlers({ sql, clock, actor, trail, store, vault, attendance }: Needs) {
  let confirmedAt = Number.NEGATIVE_INFINITY

  /** Whether the system says that its user is not there. Asked only for a value that would be shown, and not again within five minutes. */
  async function refusedBySystem(key: string): Promise<boolean> {
    if (clock.monotonic() - confirmedAt < confirmedMs) return false
    const confirmed = await attendance.confirm(`show the value of ${key}`)
    if (confirmed) confirmedAt = clock.monotonic()
    return confirmed === false
  }

  return {
    reveal: os.secrets.reveal.handler(async ({ input }) => {
      await vault.open()
      const shown = 'value' in (await sql.db.transaction((tx) => look(tx, input)))
      const refused = shown && (await refusedBySystem(input.key))
      const answer = await sql.db.transaction(async (tx) => {
        await store.holdCompany(tx, input.companyId)
        const answer: Answer = refused ? { refusal: 'not_confirmed' } : await look(tx, input)
        await trail.record(tx, input.companyId, [entryOf(input, answer, { actor, at: clock.now() })])
        return answer
      })
      if ('value' in answer) {
        attendance.shield(shownMs)
        return answer
      }
      if (answer.refusal === 'not_found') throw notFound(answer.noun ?? 'key')
      throw declared('WRONG_STATE', { state: answer.refusal }, sentences[answer.refusal])
    }),
  }
}

async function look(tx: Transaction, { companyId, targetType, targetId, key }: Request): Promise<Answer> {
  const env = await storedEnv(tx, companyId, targetType, targetId)
  if (!env) return { refusal: 'not_found', noun: targetType }
  const binding = env.find((entry) => entry.key === key)?.binding
  if (!binding) return { refusal: 'not_found', noun: 'key' }
  if (binding.kind === 'secret') return { refusal: 'secret', secretId: binding.secretId }
  return binding.visibility === 'masked' ? { value: binding.value } : { refusal: binding.visibility }
}

function entryOf({ targetType, targetId, key, reason }: Request, answer: Answer, doer: Pick<TrailEntry, 'actor' | 'at'>): TrailEntry {
  const refused = 'refusal' in answer
  return {
    ...doer,
    action: 'reveal',
    consumerType: 'person',
    consumerId: null,
    secretId: (refused && answer.secretId) || null,
    version: null,
    routineId: targetType === 'routine' ? targetId : null,
    // A routine has a column of its own; of another layer the path says which one it was.
    configPath: targetType === 'routine' ? configPath(key) : `${targetType}.${targetId}.${configPath(key)}`,
    outcome: refused ? 'failure' : 'success',
    code: refused ? answer.refusal : null,
    reason: reason.trim(),
  }
}

const sentences: Record<Exclude<Refusal, 'not_found'>, string> = {
  secret: 'Values of secrets are never shown. Give the secret a new value if you need to know it.',
  visible: 'This value is visible already: there is nothing to reveal.',
  not_confirmed: 'The value was not shown: the system did not confirm that you are there. Try again.',
  write_only: 'This value is write-only and is never shown. Type a new one to replace it.',
}
