/** Takes secret values in: makes and rotates secrets, each in one transaction with its sealed version and its trail entry. */
import type { Generate, SecretProviderId, SecretVersion } from '#shared/contract/secrets.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Live } from '../../ports/live.ts'
import { newId } from '../../ports/rows.ts'
import { declared } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { generateValue } from './generate.ts'
import { changeEntry, type Doer } from './lifecycle-entry.ts'
import type { HeldSecret, SecretStore } from './store.ts'
import type { Trail } from './trail.ts'
import type { ValueKeeper } from './value-keeper.ts'
import type { Vault } from './vault.ts'
import type { VersionStore } from './version-store.ts'

export type Custodian = ReturnType<typeof createCustodian>

export interface CustodianNeeds {
  sql: Sql
  clock: Clock
  live: Live
  store: SecretStore
  versions: VersionStore
  vault: Vault
  keeper: ValueKeeper
  trail: Trail
  actor: string
  /** Tells the sweeper that a date was set or taken back; call it after the commit. */
  wake: () => void
}

/** A value that was given, or how to make one. */
export interface NewValue {
  value?: string | undefined
  generate?: Generate | undefined
  origin: SecretVersion['origin']
}

interface NewSecret extends NewValue {
  companyId: string
  name: string
  description: string
  provider: SecretProviderId
}

interface Rotation extends NewValue {
  companyId: string
  id: string
  /** Hours that the version which was current stays enabled; null for ever. */
  overlapHours: number | null
}

const HOUR_MS = 3_600_000

export function createCustodian({ sql, clock, live, store, versions, vault, keeper, trail, actor, wake }: CustodianNeeds) {
  const doer = (): Doer => ({ consumerType: 'person', actor, at: clock.now() })

  return {
    /** Makes a secret with its first version and answers its id. Throws NOT_FOUND for the company, VAULT_LOCKED, NAME_TAKEN, PROVIDER_UNAVAILABLE. */
    async create({ companyId, name, description, provider, ...given }: NewSecret): Promise<string> {
      await vault.open()
      const id = newId()
      const place = { companyId, secretId: id, version: 1 }
      const { value, origin } = settled(given)
      let atProvider: string | null = null
      const written = sql.db.transaction(async (tx) => {
        await store.holdCompany(tx, companyId)
        // Before the value goes anywhere: a taken name must leave nothing behind at a provider.
        await store.insert(tx, [{ id, companyId, name, description, provider, actor }])
        const { externalRef, ...kept } = await keeper.first(tx, place, value, provider)
        atProvider = externalRef
        if (externalRef) await store.setExternalRef(tx, id, externalRef)
        await versions.add(tx, [{ ...place, ...kept, origin, actor }])
        await trail.record(tx, companyId, [changeEntry(doer(), { secretId: id, version: 1, action: 'create', reason: '' })])
      })
      await written.catch(async (error: unknown) => {
        if (atProvider) await keeper.takeBack(provider, atProvider)
        throw error
      })
      live.publish({ noun: 'secret', id, companyId, kind: 'created' })
      return id
    },

    /** Adds a version and makes it current. Two at once make two versions, one after the other. Throws NOT_FOUND, VAULT_LOCKED, WRONG_STATE. */
    async rotate({ companyId, id, overlapHours, ...given }: Rotation): Promise<void> {
      await vault.open()
      const { value, origin } = settled(given)
      await sql.db.transaction(async (tx) => {
        const secret = await store.hold(tx, companyId, id)
        mustBeKeptHere(secret)
        const now = clock.now()
        const version = await nextVersion(store, tx, secret)
        const place = { companyId, secretId: id, version }
        const kept = await keeper.next(tx, place, value, secret)
        await versions.add(tx, [{ ...place, ...kept, origin, actor }])
        if (overlapHours !== null) await versions.setOverlap(tx, id, secret.currentVersion, new Date(now.getTime() + overlapHours * HOUR_MS))
        await store.setCurrent(tx, companyId, [{ id, version }], now)
        await trail.record(tx, companyId, [changeEntry(doer(), { secretId: id, version, action: 'rotate', reason: '' })])
      })
      live.publish({ noun: 'secret', id, companyId, kind: 'updated' })
      wake()
    },
  }
}

function settled({ value, generate, origin }: NewValue): { value: string; origin: SecretVersion['origin'] } {
  if (generate) return { value: generateValue(generate), origin: 'generated' }
  if (value === undefined) throw new Error('A new value was neither given nor to be generated.')
  return { value, origin }
}

/** The number after the highest that was ever given out. The secret must be held. */
export async function nextVersion(store: SecretStore, tx: Transaction, { id }: HeldSecret): Promise<number> {
  return ((await store.lastVersions(tx, [id])).get(id) ?? 0) + 1
}

/** Throws WRONG_STATE for a reference: its value changes where it is kept. */
function mustBeKeptHere({ managed, name }: HeldSecret): void {
  if (managed) return
  const message = `${name} was not rotated: it is a reference, and its value is kept by somebody else at the provider. Rotate it there; runs then get the new value.`
  throw declared('WRONG_STATE', { state: 'linked' }, message)
}
