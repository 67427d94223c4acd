/**
 * Holds the keys of companies in memory, and seals and opens secret values with them. What a company's values are sealed
 * with is its data key, which can be rotated; what its fingerprints and its trail are marked with is its MAC key, which
 * stays, so that both stay comparable.
 */
import { randomBytes } from 'node:crypto'
import type { Sql, Transaction } from '../../ports/sql.ts'
import type { Sealed } from '../../schema/secrets.ts'
import type { KeyRowStore, WrappedKey } from './key-row-store.ts'
import { type MasterKey, type OpenVault, wrapContext } from './master-key.ts'
import { fingerprint, keyBytes, keyCheckOf, macKeyFor, masterKeyId, passesKeyCheck, SealBroken, seal, unseal } from './sealing.ts'

export type Vault = ReturnType<typeof createVault>

/** Which version of which secret a value is. */
export interface ValuePlace {
  companyId: string
  secretId: string
  version: number
}

/** The keys that mark for a company. */
interface MarkingKeys {
  fingerprint: Buffer
  trail: Buffer
}

export function createVault({ sql, keys, masterKey }: { sql: Sql; keys: KeyRowStore; masterKey: MasterKey }) {
  // By row id, which never comes back: a data key of a transaction that was rolled back is never found again.
  const dataKeys = new Map<string, { companyId: string; key: Buffer }>()
  // By company, and therefore only of rows that no rollback can take away.
  const markingKeys = new Map<string, MarkingKeys>()

  /** Throws SealBroken, also for a row that names a master key which never was right. */
  function unwrap({ instanceId }: OpenVault, row: WrappedKey): Buffer {
    const wrapping = masterKey.named(row.wrapped.keyId)
    if (!wrapping) throw new SealBroken()
    return unseal(wrapping, wrapContext(instanceId, row), row.wrapped)
  }

  /** Unwraps a data key, or takes it from memory. Throws SealBroken. */
  function dataKey(vault: OpenVault, row: WrappedKey): Buffer {
    const known = dataKeys.get(row.id)
    if (known && known.companyId === row.companyId) return known.key
    const key = unwrap(vault, row)
    dataKeys.set(row.id, { companyId: row.companyId, key })
    return key
  }

  /** The master key to wrap with, which no rotation replaces until the transaction ends. Throws VAULT_LOCKED. */
  async function claim(tx: Transaction): Promise<OpenVault> {
    const vault = masterKey.mustBeOpen()
    const claimed = await keys.claim(tx, keyCheckOf(vault.key))
    if (claimed && passesKeyCheck(vault.key, claimed)) return vault
    const next = claimed && masterKey.named(claimed.keyId)
    return next ? { ...vault, key: next, keyId: masterKeyId(next) } : masterKey.overtaken(claimed?.keyId ?? 'unknown')
  }

  function wrap({ instanceId, key, keyId }: OpenVault, row: Omit<WrappedKey, 'wrapped'>, bytes: Buffer): Sealed {
    return seal(key, keyId, wrapContext(instanceId, row), bytes)
  }

  async function addDataKey(tx: Transaction, companyId: string): Promise<WrappedKey> {
    const vault = await claim(tx)
    return keys.addDataKey(tx, companyId, (id) => {
      const bytes = randomBytes(keyBytes)
      const wrapped = wrap(vault, { purpose: 'data-key', id, companyId }, bytes)
      bytes.fill(0)
      return wrapped
    })
  }

  async function addMacKey(tx: Transaction, companyId: string) {
    const vault = await claim(tx)
    // Before there were MAC keys, fingerprints came from the data key. They go on from it, or old ones would compare with none.
    const before = await keys.activeDataKey(tx, companyId)
    const bytes = before ? Buffer.from(dataKey(vault, before)) : randomBytes(keyBytes)
    const wrapped = wrap(vault, { purpose: 'mac-key', id: companyId, companyId }, bytes)
    bytes.fill(0)
    return keys.addMacKey(tx, companyId, wrapped)
  }

  /** The company's marking keys, made on first use. Throws VAULT_LOCKED, SealBroken. */
  async function marking(tx: Transaction, companyId: string): Promise<MarkingKeys> {
    const vault = masterKey.mustBeOpen()
    const known = markingKeys.get(companyId)
    if (known) return known
    const row = (await keys.macKey(tx, companyId)) ?? (await addMacKey(tx, companyId))
    const macKey = unwrap(vault, row)
    const [forFingerprints, forTrail] = (['fingerprint', 'trail'] as const).map((use) => macKeyFor(use, macKey, vault.instanceId, companyId))
    macKey.fill(0)
    const made = { fingerprint: forFingerprints as Buffer, trail: forTrail as Buffer }
    if (row.settled) markingKeys.set(companyId, made)
    return made
  }

  /** What seals and marks for one company: its keys are fetched once, for as many values as the transaction stores. Throws VAULT_LOCKED. */
  async function sealer(tx: Transaction, companyId: string) {
    const { fingerprint: mark } = await marking(tx, companyId)
    const row = (await keys.activeDataKey(tx, companyId)) ?? (await addDataKey(tx, companyId))
    const vault = masterKey.mustBeOpen()
    const key = dataKey(vault, row)
    return {
      seal({ secretId, version }: Omit<ValuePlace, 'companyId'>, value: string): { material: Sealed; fingerprint: string } {
        const plaintext = Buffer.from(value, 'utf8')
        const material = seal(key, row.id, valueContext(vault.instanceId, { companyId, secretId, version }), plaintext)
        const sealed = { material, fingerprint: fingerprint(mark, plaintext) }
        plaintext.fill(0)
        return sealed
      },
      fingerprint: (value: string) => fingerprint(mark, Buffer.from(value, 'utf8')),
    }
  }

  const isOpen = () => 'key' in masterKey.state()

  return {
    open: masterKey.open,

    sealer,

    /** Seals a value for its place, inside the transaction that stores it. Throws VAULT_LOCKED. */
    seal: async (tx: Transaction, place: ValuePlace, value: string) => (await sealer(tx, place.companyId)).seal(place, value),

    /** A new data key for a company, whose present one seals nothing any more. Throws VAULT_LOCKED. */
    async renewDataKey(tx: Transaction, companyId: string): Promise<void> {
      // Held before the key, as a rotation of the master key does it, or the two could wait for each other.
      await claim(tx)
      await keys.retireDataKey(tx, companyId)
      await addDataKey(tx, companyId)
    },

    /** The key that seals for a company now, which stays until the transaction ends. */
    activeDataKey: keys.activeDataKey,

    /** Seals a stored value anew with another data key of its company. Throws SealBroken, VAULT_LOCKED. */
    reseal(place: ValuePlace, material: Sealed, wrapped: Sealed, active: WrappedKey): Sealed {
      const vault = masterKey.mustBeOpen()
      const context = valueContext(vault.instanceId, place)
      const plaintext = unseal(dataKey(vault, { purpose: 'data-key', id: material.keyId, companyId: place.companyId, wrapped }), context, material)
      const sealed = seal(dataKey(vault, active), active.id, context, plaintext)
      plaintext.fill(0)
      return sealed
    },

    /** Opens a stored value. Throws SealBroken when it is not what was sealed for that place, VAULT_LOCKED when locked. */
    unseal(place: ValuePlace, material: Sealed, wrapped: Sealed): string {
      const vault = masterKey.mustBeOpen()
      const key = dataKey(vault, { purpose: 'data-key', id: material.keyId, companyId: place.companyId, wrapped })
      const plaintext = unseal(key, valueContext(vault.instanceId, place), material)
      const value = plaintext.toString('utf8')
      plaintext.fill(0)
      return value
    },

    /**
     * The fingerprint of any value in a company, the same as that of a secret with this value; null while the vault is
     * locked. Inside a transaction, open the vault before and hand the transaction over: two connections could wait for
     * each other.
     */
    async fingerprint(companyId: string, value: string, tx?: Transaction): Promise<string | null> {
      if (!tx) await masterKey.open()
      if (!isOpen()) return null
      const known = markingKeys.get(companyId) ?? (tx ? await marking(tx, companyId) : await sql.db.transaction((own) => marking(own, companyId)))
      return fingerprint(known.fingerprint, Buffer.from(value, 'utf8'))
    },

    /** The 32-byte key that chains the company's trail, the same for ever; null while the vault is locked. Open the vault before. */
    async chainKey(tx: Transaction, companyId: string): Promise<Buffer | null> {
      return isOpen() ? (await marking(tx, companyId)).trail : null
    },
  }
}

function valueContext(instanceId: string, { companyId, secretId, version }: ValuePlace) {
  return { purpose: 'secret-value' as const, instanceId, companyId, subjectId: secretId, version }
}
