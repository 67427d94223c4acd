/** Takes secret values in: makes, rotates and removes secrets, each in one transaction with its sealed version. */
import type { Live } from '../../ports/live.ts'
import { newId } from '../../ports/rows.ts'
import { declared, notFound } from '../../ports/rpc.ts'
import type { Sql } from '../../ports/sql.ts'
import type { SecretStore } from './store.ts'
import type { Vault } from './vault.ts'

export type Custodian = ReturnType<typeof createCustodian>

interface NewSecret {
  companyId: string
  name: string
  description: string
  value: string
}

/** How many users of a secret a refusal names. */
const namedUsers = 20

export function createCustodian({ sql, live, store, vault, actor }: { sql: Sql; live: Live; store: SecretStore; vault: Vault; actor: string }) {
  return {
    /** Makes a secret with its first version and answers its id. Throws NOT_FOUND for the company, VAULT_LOCKED, NAME_TAKEN. */
    async create({ companyId, name, description, value }: NewSecret): Promise<string> {
      await vault.open()
      const id = newId()
      const place = { companyId, secretId: id, version: 1 }
      await sql.db.transaction(async (tx) => {
        await store.holdCompany(tx, companyId)
        const sealed = await vault.seal(tx, place, value)
        await store.insert(tx, { id, companyId, name, description, actor })
        await store.addVersion(tx, { ...place, ...sealed, actor })
      })
      live.publish({ noun: 'secret', id, companyId, kind: 'created' })
      return id
    },

    /** Adds a version and makes it current. Two at once make two versions, one after the other. Throws NOT_FOUND, VAULT_LOCKED. */
    async rotate(companyId: string, id: string, value: string): Promise<void> {
      await vault.open()
      await sql.db.transaction(async (tx) => {
        const secret = await store.lock(tx, companyId, id)
        if (!secret) throw notFound('secret')
        const place = { companyId, secretId: id, version: secret.lastVersion + 1 }
        const sealed = await vault.seal(tx, place, value)
        await store.addVersion(tx, { ...place, ...sealed, actor })
        await store.makeCurrent(tx, companyId, id, place.version)
      })
      live.publish({ noun: 'secret', id, companyId, kind: 'updated' })
    },

    /** Deletes softly. Throws NOT_FOUND, and IN_USE while an agent, project or routine is bound to it. */
    async remove(companyId: string, id: string): Promise<void> {
      await sql.db.transaction(async (tx) => {
        if (!(await store.lock(tx, companyId, id))) throw notFound('secret')
        const bindings = await store.bindings(tx, companyId, id)
        if (bindings.length > 0) {
          const users = bindings.slice(0, namedUsers).map((binding) => `${binding.targetType} ${binding.targetName} (${binding.configPath})`)
          const message = `The secret was not deleted: it is used at ${bindings.length === 1 ? '1 place' : `${bindings.length} places`}. Remove it there first.`
          throw declared('IN_USE', { count: bindings.length, users }, message)
        }
        await store.markDeleted(tx, companyId, id)
      })
      live.publish({ noun: 'secret', id, companyId, kind: 'removed' })
    },
  }
}
