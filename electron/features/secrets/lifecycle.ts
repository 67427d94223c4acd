/** What happens to a whole secret after it was made: renamed, disabled, enabled, deleted, brought back. Needs no key. */
import type { BlastRadius } from '#shared/contract/secrets.ts'
import { declared } from '../../ports/rpc.ts'
import type { Transaction } from '../../ports/sql.ts'
import { blastRadius, inUse } from './blast-radius.ts'
import type { CustodianNeeds } from './custodian.ts'
import { changeEntry } from './lifecycle-entry.ts'
import type { HeldSecret } from './store.ts'
import type { TrailEntry } from './trail.ts'

export type Lifecycle = ReturnType<typeof secretLifecycle>

interface Fields {
  name?: string | undefined
  description?: string | undefined
  rotateEveryDays?: number | null | undefined
  expiresAt?: Date | null | undefined
}

const fieldWords: Record<keyof Fields, string> = {
  name: 'name',
  description: 'description',
  rotateEveryDays: 'rotation',
  expiresAt: 'expiry',
}

export function secretLifecycle({ sql, clock, live, store, trail, actor }: Omit<CustodianNeeds, 'vault' | 'keeper' | 'versions' | 'wake'>) {
  const record = (tx: Transaction, { companyId, id }: HeldSecret, action: TrailEntry['action'], reason: string) =>
    trail.record(tx, companyId, [changeEntry({ consumerType: 'person', actor, at: clock.now() }, { secretId: id, version: null, action, reason })])

  return {
    /** Changes what differs; when nothing does, nothing is written. Throws NOT_FOUND, NAME_TAKEN. */
    async update(companyId: string, id: string, fields: Fields): Promise<void> {
      const changed = await sql.db.transaction(async (tx) => {
        const secret = await store.hold(tx, companyId, id)
        const names = (Object.keys(fieldWords) as Array<keyof Fields>).filter((name) => differs(fields[name], secret[name]))
        if (names.length === 0) return false
        await store.update(tx, secret, Object.fromEntries(names.map((name) => [name, fields[name]])))
        await record(tx, secret, 'update', `Changed: ${names.map((name) => fieldWords[name]).join(', ')}.`)
        return true
      })
      if (changed) live.publish({ noun: 'secret', id, companyId, kind: 'updated' })
    },

    /** Disables or enables. Throws NOT_FOUND, WRONG_STATE when it is so already, IN_USE without a reason when runs would fail. */
    async setStatus(companyId: string, id: string, status: 'active' | 'disabled', reason: string): Promise<void> {
      await sql.db.transaction(async (tx) => {
        const secret = await store.hold(tx, companyId, id)
        if (secret.status === status) {
          const state = status === 'disabled' ? 'disabled' : 'enabled'
          throw declared('WRONG_STATE', { state: status }, `${secret.name} is ${state} already. Nothing was changed.`)
        }
        if (status === 'disabled') await mustBeFree(tx, secret, 'disabled', reason)
        await store.setStatus(tx, secret, { status, reason, actor })
        await record(tx, secret, status === 'disabled' ? 'disable' : 'enable', reason)
      })
      live.publish({ noun: 'secret', id, companyId, kind: 'updated' })
    },

    /** Deletes softly. Throws NOT_FOUND, and IN_USE without a reason while something is bound to it. */
    async remove(companyId: string, id: string, reason: string): Promise<void> {
      await sql.db.transaction(async (tx) => {
        const secret = await store.hold(tx, companyId, id)
        await mustBeFree(tx, secret, 'deleted', reason)
        await store.markDeleted(tx, secret)
        await record(tx, secret, 'delete', reason)
      })
      live.publish({ noun: 'secret', id, companyId, kind: 'removed' })
    },

    /** Brings a deleted secret back as it was. Throws NOT_FOUND, NAME_TAKEN, WRONG_STATE when it is not deleted. */
    async undelete(companyId: string, id: string): Promise<void> {
      await sql.db.transaction(async (tx) => {
        const secret = await store.holdEvenDeleted(tx, companyId, id)
        if (secret.status !== 'deleted') {
          throw declared('WRONG_STATE', { state: secret.status }, `${secret.name} is not deleted. Nothing was changed.`)
        }
        await store.bringBack(tx, secret)
        await record(tx, secret, 'undelete', '')
      })
      live.publish({ noun: 'secret', id, companyId, kind: 'created' })
    },
  }
}

function differs(wanted: Fields[keyof Fields], stored: Fields[keyof Fields]): boolean {
  if (wanted === undefined) return false
  return wanted instanceof Date && stored instanceof Date ? wanted.getTime() !== stored.getTime() : wanted !== stored
}

async function mustBeFree(tx: Transaction, secret: HeldSecret, done: 'disabled' | 'deleted', reason: string): Promise<void> {
  if (reason.trim() !== '') return
  const radius: BlastRadius = await blastRadius(tx, { companyId: secret.companyId, secretId: secret.id, version: null, latest: true })
  const refusal = inUse(`The secret ${secret.name}`, done, radius)
  if (refusal) throw refusal
}
