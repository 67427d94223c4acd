import type { Live } from '../../ports/live.ts'
import { declared, notFound, os } from '../../ports/rpc.ts'
import type { Sql } from '../../ports/sql.ts'
import type { Custodian } from './custodian.ts'
import type { SecretStore } from './store.ts'

export function secretHandlers({ sql, live, store, custodian }: { sql: Sql; live: Live; store: SecretStore; custodian: Custodian }) {
  async function read(companyId: string, id: string) {
    const secret = await store.find(companyId, id)
    if (!secret) throw notFound('secret')
    return secret
  }

  async function mustExist(companyId: string) {
    if (!(await store.hasCompany(companyId))) throw notFound('company')
  }

  return os.secrets.router({
    list: os.secrets.list.handler(async ({ input: { companyId } }) => {
      await mustExist(companyId)
      return store.list(companyId)
    }),

    get: os.secrets.get.handler(async ({ input: { companyId, id } }) => {
      const secret = await read(companyId, id)
      const [versions, bindings] = await Promise.all([store.versions(companyId, id), store.bindings(sql.db, companyId, id)])
      return { secret, versions: versions.map((version) => ({ ...version, current: version.version === secret.version })), bindings }
    }),

    create: os.secrets.create.handler(async ({ input }) => read(input.companyId, await custodian.create(input))),

    update: os.secrets.update.handler(async ({ input: { companyId, id, ...fields } }) => {
      if (!(await store.update(companyId, id, fields))) throw notFound('secret')
      live.publish({ noun: 'secret', id, companyId, kind: 'updated' })
      return read(companyId, id)
    }),

    rotate: os.secrets.rotate.handler(async ({ input: { companyId, id, value } }) => {
      await custodian.rotate(companyId, id, value)
      return read(companyId, id)
    }),

    remove: os.secrets.remove.handler(async ({ input: { companyId, id } }) => {
      await custodian.remove(companyId, id)
      return {}
    }),

    access: os.secrets.access.handler(async ({ input: { companyId, secretId, cursor, limit } }) => {
      if (secretId && !(await store.existed(companyId, secretId))) throw notFound('secret')
      await mustExist(companyId)
      const { items, total } = await store.access({ companyId, secretId, before: eventId(cursor), limit: limit + 1 })
      const shown = items.slice(0, limit)
      return { items: shown, nextCursor: items.length > limit ? (shown.at(-1)?.id ?? null) : null, total }
    }),
  })
}

/** The id that a page's cursor stands for. */
function eventId(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (!/^\d{1,15}$/.test(cursor)) {
    const message = 'The cursor is not one that this list gave out. Start from the first page.'
    throw declared('BAD_REQUEST', { issues: [{ path: ['cursor'], message }] }, message)
  }
  return Number(cursor)
}
