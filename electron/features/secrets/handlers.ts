/** Secrets from outside: read, made, given new values, renamed, taken out of use and brought back. */
import type { SecretProviderId } from '#shared/contract/secrets.ts'
import { notFound, os } from '../../ports/rpc.ts'
import { blastRadius } from './blast-radius.ts'
import { bindingsTo } from './blast-radius-store.ts'
import type { Custodian, CustodianNeeds } from './custodian.ts'
import type { Lifecycle } from './lifecycle.ts'
import { versionsShown } from './version-handlers.ts'

type Needs = Pick<CustodianNeeds, 'sql' | 'store' | 'versions'> & {
  custodian: Custodian
  lifecycle: Lifecycle
  defaultProvider: () => Promise<SecretProviderId>
}

export function secretHandlers({ sql, store, versions, custodian, lifecycle, defaultProvider }: Needs) {
  async function read(companyId: string, id: string) {
    const secret = await store.find(companyId, id)
    if (!secret) throw notFound('secret')
    return secret
  }

  return {
    list: os.secrets.list.handler(async ({ input: { companyId } }) => {
      const secrets = await store.list(companyId)
      if (secrets.length === 0) await store.companyName(companyId)
      return secrets
    }),

    get: os.secrets.get.handler(async ({ input: { companyId, id } }) => {
      const secret = await read(companyId, id)
      const everything = { companyId, secretId: id, version: null, latest: true }
      const [stored, bindings] = await Promise.all([versions.versions(companyId, id), bindingsTo(sql.db, everything)])
      return { secret, versions: versionsShown(stored, secret.version, bindings), bindings }
    }),

    create: os.secrets.create.handler(async ({ input }) => {
      const provider = input.provider ?? (await defaultProvider())
      return read(input.companyId, await custodian.create({ ...input, provider }))
    }),

    update: os.secrets.update.handler(async ({ input: { companyId, id, ...fields } }) => {
      await lifecycle.update(companyId, id, fields)
      return read(companyId, id)
    }),

    setStatus: os.secrets.setStatus.handler(async ({ input: { companyId, id, status, reason } }) => {
      await lifecycle.setStatus(companyId, id, status, reason)
      return read(companyId, id)
    }),

    blastRadius: os.secrets.blastRadius.handler(async ({ input: { companyId, id, version = null } }) => {
      const secret = await read(companyId, id)
      return blastRadius(sql.db, { companyId, secretId: id, version, latest: version === null || version === secret.version })
    }),

    rotate: os.secrets.rotate.handler(async ({ input }) => {
      await custodian.rotate(input)
      return read(input.companyId, input.id)
    }),

    remove: os.secrets.remove.handler(async ({ input: { companyId, id, reason } }) => {
      await lifecycle.remove(companyId, id, reason)
      return {}
    }),

    undelete: os.secrets.undelete.handler(async ({ input: { companyId, id } }) => {
      await lifecycle.undelete(companyId, id)
      return read(companyId, id)
    }),
  }
}
