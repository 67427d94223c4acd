/**
 * Replaces the master key. The new key is on the disk before the database names it, and the old one stays until the new
 * one has been read back, so that after a crash at any point the key that the database names is found by the next start.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../ports/clock.ts'
import type { KeyStore } from '../../ports/key-store.ts'
import type { Log } from '../../ports/log.ts'
import { declared } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import type { KeyRowStore, WrappedKey } from './key-row-store.ts'
import { type MasterKey, type OpenVault, wrapContext } from './master-key.ts'
import { keyBytes, keyCheckOf, masterKeyId, passesKeyCheck, SealBroken, seal, unseal } from './sealing.ts'

interface Needs {
  sql: Sql
  clock: Clock
  log: Log
  keys: KeyRowStore
  keyStore: KeyStore
  masterKey: MasterKey
}

export function masterKeyRotator({ sql, clock, log, keys, keyStore, masterKey }: Needs) {
  let rotating = false

  async function rotate() {
    const started = clock.monotonic()
    await masterKey.open()
    const present = masterKey.mustBeOpen()
    await mustBeOurs(keyStore)
    await mustBeStored(present)
    const next = randomBytes(keyBytes)
    const keyId = masterKeyId(next)
    await keyStore.stage(next)
    masterKey.expect(next)
    const dataKeys = await sql.db.transaction((tx) => rewrapAll(tx, present, { ...present, key: next, keyId }))
    await masterKey.open()
    await masterKey.putInPlace()
    const milliseconds = Math.round(clock.monotonic() - started)
    log.info('master key rotated', { from: present.keyId, to: keyId, dataKeys, milliseconds })
    return { keyId, dataKeys, milliseconds }
  }

  /** The next key is staged over the one staged before: that one must be in its place if the database names it, or it would be lost. */
  async function mustBeStored({ keyId }: OpenVault): Promise<void> {
    const staged = await keyStore.staged()
    if (staged && masterKeyId(staged) === keyId) await masterKey.putInPlace()
    const stored = await keyStore.load()
    if (stored && masterKeyId(stored) === keyId) return
    const { location } = await keyStore.place()
    const message = `The master key was not rotated: ${location} does not hold the key in use. Put the key file back first, or make a recovery kit while the vault is open.`
    throw declared('WRONG_STATE', { state: 'key_not_stored' }, message)
  }

  /** Wraps every key of every company anew; answers how many data keys. A key that is damaged stays as it is: no master key opens it. */
  async function rewrapAll(tx: Transaction, present: OpenVault, next: OpenVault): Promise<number> {
    const keyCheck = await keys.holdKeyCheck(tx)
    if (keyCheck && !passesKeyCheck(present.key, keyCheck)) return masterKey.overtaken(keyCheck.keyId)
    const rewrapped = (await keys.allKeys(tx)).flatMap((row) => rewrap(row, present, next) ?? [])
    await keys.rewrap(tx, rewrapped)
    await keys.setKeyCheck(tx, keyCheckOf(next.key))
    return rewrapped.filter((row) => row.purpose === 'data-key').length
  }

  return {
    /** Throws VAULT_LOCKED, WRONG_STATE while one is going on or when the key comes from outside, and KeyStoreFailure. */
    async rotate() {
      if (rotating) throw declared('WRONG_STATE', { state: 'rotating' }, 'The master key is being rotated already. Wait for that to end.')
      rotating = true
      try {
        return await rotate()
      } finally {
        rotating = false
      }
    },
  }
}

function rewrap(row: WrappedKey, present: OpenVault, next: OpenVault): WrappedKey | null {
  const context = wrapContext(present.instanceId, row)
  try {
    const bytes = unseal(present.key, context, row.wrapped)
    const wrapped = seal(next.key, next.keyId, context, bytes)
    bytes.fill(0)
    return { ...row, wrapped }
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}

async function mustBeOurs(keyStore: KeyStore): Promise<void> {
  const { source, location } = await keyStore.place()
  if (source === 'home_file' || source === 'config_file') return
  const given = source === 'environment' ? `the variable ${location}` : `the file ${location}, which the environment names`
  const message = `The master key was not rotated: it is given by ${given}, and Wheelhouse changes neither. To rotate it, put the key into a file, name that with \`wheelhouse configure --section secrets --key-file PATH\`, start without the variable, and rotate then.`
  throw declared('WRONG_STATE', { state: source }, message)
}
