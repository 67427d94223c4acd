/**
 * Holds the master key and the data keys in memory, and seals and opens secret values with them. Locked while the
 * master key is missing or not the one that wrote the stored secrets: nothing is sealed or opened then, and no new key
 * is ever made over existing ciphertext.
 */
import { randomBytes } from 'node:crypto'
import { type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'
import type { Log } from '../../ports/log.ts'
import { declared } from '../../ports/rpc.ts'
import type { Transaction } from '../../ports/sql.ts'
import type { KeyCheck } from '../../schema/instance.ts'
import type { Sealed } from '../../schema/secrets.ts'
import type { DataKeyRow, KeyRowStore } from './key-row-store.ts'
import { fingerprint, fingerprintKey, keyBytes, keyCheckOf, masterKeyId, passesKeyCheck, SealBroken, seal, unseal } from './sealing.ts'

export type Vault = ReturnType<typeof createVault>

/** Which version of which secret a value is. */
export interface ValuePlace {
  companyId: string
  secretId: string
  version: number
}

interface OpenVault {
  instanceId: string
  masterKey: Buffer
  masterKeyId: string
}

/** A data key ready for use. */
interface DataKey {
  id: string
  companyId: string
  key: Buffer
  fingerprintKey: Buffer
}

export function createVault({ keys, keyStore, log }: { keys: KeyRowStore; keyStore: KeyStore; log: Log }) {
  let opened: OpenVault | null = null
  let lockedBecause = 'The vault has not been opened yet.'
  let opening: Promise<void> | null = null
  // By row id, which never comes back: a data key of a transaction that was rolled back is never found again.
  const dataKeys = new Map<string, DataKey>()

  /** Opens the vault unless it is open. Answers why it stays locked, or null; asks again each time, so that a key put back is noticed. */
  async function open(): Promise<string | null> {
    if (opened) return null
    opening ??= tryOpen().finally(() => {
      opening = null
    })
    await opening
    return opened ? null : lockedBecause
  }

  async function tryOpen(): Promise<void> {
    const { id, keyCheck } = await keys.instance()
    const witness = await keys.anyDataKey()
    let reason: string | null
    try {
      const loaded = await keyStore.load()
      const masterKey = loaded ?? (keyCheck || witness ? null : await keyStore.create())
      reason = masterKey ? misfit(masterKey, id, keyCheck, witness) : missing(keyStore.location)
      if (masterKey && !reason) {
        opened = { instanceId: id, masterKey, masterKeyId: masterKeyId(masterKey) }
        log.info('vault open', { keyId: opened.masterKeyId, made: loaded === null })
        return
      }
      masterKey?.fill(0)
    } catch (error) {
      if (!(error instanceof KeyStoreFailure)) throw error
      reason = error.message
    }
    // Every screen that shows an env asks again; the log hears of a reason once.
    if (reason && reason !== lockedBecause) log.warn('vault locked', { reason })
    lockedBecause = reason ?? lockedBecause
  }

  /** Why this key is not the one that wrote what is stored; null when it is, or when nothing is. */
  function misfit(masterKey: Buffer, instanceId: string, keyCheck: KeyCheck | null, witness: DataKeyRow | undefined): string | null {
    const wrote = keyCheck?.keyId ?? witness?.wrapped.keyId
    const fits = keyCheck ? passesKeyCheck(masterKey, keyCheck) : !witness || canUnwrap(masterKey, instanceId, witness)
    return fits ? null : wrong(keyStore.location, masterKeyId(masterKey), wrote ?? 'unknown')
  }

  function canUnwrap(masterKey: Buffer, instanceId: string, row: DataKeyRow): boolean {
    try {
      unseal(masterKey, wrapContext(instanceId, row), row.wrapped).fill(0)
      return true
    } catch (error) {
      if (error instanceof SealBroken) return false
      throw error
    }
  }

  function mustBeOpen(): OpenVault {
    if (!opened) throw declared('VAULT_LOCKED', { reason: lockedBecause }, lockedBecause)
    return opened
  }

  /** Unwraps a data key, or takes it from memory. Throws SealBroken. */
  function unwrapped({ instanceId, masterKey }: OpenVault, row: DataKeyRow): DataKey {
    const known = dataKeys.get(row.id)
    if (known && known.companyId === row.companyId) return known
    const key = unseal(masterKey, wrapContext(instanceId, row), row.wrapped)
    const dataKey = { id: row.id, companyId: row.companyId, key, fingerprintKey: fingerprintKey(key, instanceId, row.companyId) }
    dataKeys.set(row.id, dataKey)
    return dataKey
  }

  /** The company's active data key, made on first use together with the record of the master key that wraps it. */
  async function activeDataKey(tx: Transaction, companyId: string): Promise<DataKey> {
    const vault = mustBeOpen()
    const row = (await keys.active(tx, companyId)) ?? (await firstDataKey(tx, vault, companyId))
    return unwrapped(vault, row)
  }

  async function firstDataKey(tx: Transaction, vault: OpenVault, companyId: string): Promise<DataKeyRow> {
    const claimed = await keys.claim(tx, keyCheckOf(vault.masterKey))
    if (!claimed || !passesKeyCheck(vault.masterKey, claimed)) {
      // Another host on this database wrote with another key since we looked.
      opened = null
      lockedBecause = wrong(keyStore.location, vault.masterKeyId, claimed?.keyId ?? 'unknown')
      mustBeOpen()
    }
    return keys.addDataKey(tx, companyId, (id) => {
      const key = randomBytes(keyBytes)
      const wrapped = seal(vault.masterKey, vault.masterKeyId, wrapContext(vault.instanceId, { id, companyId }), key)
      key.fill(0)
      return wrapped
    })
  }

  return {
    open,

    /** Seals a value for its place, inside the transaction that stores it. Throws VAULT_LOCKED. */
    async seal(tx: Transaction, place: ValuePlace, value: string): Promise<{ material: Sealed; fingerprint: string }> {
      const dataKey = await activeDataKey(tx, place.companyId)
      const plaintext = Buffer.from(value, 'utf8')
      const material = seal(dataKey.key, dataKey.id, valueContext(mustBeOpen().instanceId, place), plaintext)
      const mark = fingerprint(dataKey.fingerprintKey, plaintext)
      plaintext.fill(0)
      return { material, fingerprint: mark }
    },

    /** Opens a stored value. Throws SealBroken when it is not what was sealed for that place, VAULT_LOCKED when locked. */
    unseal(place: ValuePlace, material: Sealed, wrapped: Sealed): string {
      const vault = mustBeOpen()
      const dataKey = unwrapped(vault, { id: material.keyId, companyId: place.companyId, wrapped })
      const plaintext = unseal(dataKey.key, valueContext(vault.instanceId, place), material)
      const value = plaintext.toString('utf8')
      plaintext.fill(0)
      return value
    },
  }
}

function wrapContext(instanceId: string, { id, companyId }: { id: string; companyId: string }) {
  return { purpose: 'data-key' as const, instanceId, companyId, subjectId: id, version: 1 }
}

function valueContext(instanceId: string, { companyId, secretId, version }: ValuePlace) {
  return { purpose: 'secret-value' as const, instanceId, companyId, subjectId: secretId, version }
}

function missing(location: string): string {
  return `The master key is missing (${location}). Stored secrets cannot be read and runs that use them do not start. Put the key file back.`
}

function wrong(location: string, present: string, wrote: string): string {
  return `The master key (${location}, key ${present}) is not the one that wrote the stored secrets (key ${wrote}). They cannot be read and runs that use them do not start. Put the original key file back.`
}
