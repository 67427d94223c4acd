/**
 * The master key in memory, and why there is none. Locked while the key is missing or not the one that wrote what is
 * stored: nothing is sealed or opened then, and no new key is ever made over existing ciphertext.
 */
import { type KeyPlace, type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'
import type { Log } from '../../ports/log.ts'
import { declared } from '../../ports/rpc.ts'
import type { KeyCheck } from '../../schema/instance.ts'
import type { KeyRowStore, WrappedKey } from './key-row-store.ts'
import { masterKeyId, passesKeyCheck, SealBroken, unseal } from './sealing.ts'

export type MasterKey = ReturnType<typeof createMasterKey>

export interface OpenVault {
  instanceId: string
  key: Buffer
  keyId: string
}

/** Why the vault is locked, and the one thing to do. */
export interface Locked {
  reason: string
  fix: string
}

/** What is stored, as far as it says which master key wrote it. */
interface Written {
  instanceId: string
  keyCheck: KeyCheck | null
  witness: WrappedKey | undefined
}

interface Needs {
  keys: KeyRowStore
  keyStore: KeyStore
  log: Log
  /** Called when the vault opens or locks, with whether it is open. */
  onChange(open: boolean): void
}

export function createMasterKey({ keys, keyStore, log, onChange }: Needs) {
  let opened: OpenVault | null = null
  let locked: Locked = { reason: 'The vault has not been opened yet.', fix: '' }
  let opening: Promise<void> | null = null
  // Every key that was right while this host runs: what was read before a rotation can still be opened after it.
  const right = new Map<string, Buffer>()

  /** Opens the vault unless it is open. Answers why it stays locked, or null; asks again each time, so that a key put back is noticed. */
  async function open(): Promise<string | null> {
    opening ??= tryOpen().finally(() => {
      opening = null
    })
    await opening
    return opened ? null : sentence(locked)
  }

  async function tryOpen(): Promise<void> {
    const { id: instanceId, keyCheck } = await keys.instance()
    if (opened && (!keyCheck || keyCheck.keyId === opened.keyId)) return
    // A rotation of our own has just been committed: it puts the file in its place by itself.
    const known = keyCheck && right.get(keyCheck.keyId)
    if (known) return become({ instanceId, key: known, keyId: keyCheck.keyId }, false)
    const written = { instanceId, keyCheck, witness: await keys.anyKey() }
    try {
      const found = await find(written)
      if ('key' in found) become({ instanceId, key: found.key, keyId: masterKeyId(found.key) }, found.made)
      else lock(found)
    } catch (error) {
      if (!(error instanceof KeyStoreFailure)) throw error
      lock({ reason: error.reason, fix: error.fix })
    }
  }

  /** The key that wrote what is stored, and a new one only where nothing is. Finishes a rotation that a crash cut short. */
  async function find(written: Written): Promise<{ key: Buffer; made: boolean } | Locked> {
    const staged = await keyStore.staged()
    // Committed in the database and not yet in its place.
    if (staged && written.keyCheck && passesKeyCheck(staged, written.keyCheck)) {
      await putInPlace()
      return { key: staged, made: false }
    }
    staged?.fill(0)
    const present = await keyStore.load()
    const empty = !written.keyCheck && !written.witness
    if (!present && !empty) return missing(await keyStore.place())
    const key = present ?? (await keyStore.create())
    if (wrote(key, written)) {
      await tidy()
      return { key, made: present === null }
    }
    const presentId = masterKeyId(key)
    key.fill(0)
    return wrong(await keyStore.place(), presentId, writer(written))
  }

  /** Removes what a rotation left. Where that cannot be done, as while another program holds the file, the next start does it. */
  async function tidy(): Promise<void> {
    await keyStore.settle().catch((error: unknown) => {
      if (!(error instanceof KeyStoreFailure)) throw error
      log.warn('left over from a rotation', { reason: error.reason })
    })
  }

  /** Makes the staged key the stored one. Where that fails it stays staged, which every start looks for, and can be used. */
  async function putInPlace(): Promise<void> {
    try {
      await keyStore.promote()
      await keyStore.settle()
    } catch (error) {
      if (!(error instanceof KeyStoreFailure)) throw error
      log.warn('new master key not in its place', { reason: error.reason })
    }
  }

  function become(vault: OpenVault, made: boolean): void {
    opened = vault
    right.set(vault.keyId, vault.key)
    log.info('vault open', { keyId: vault.keyId, made })
    onChange(true)
  }

  function lock(why: Locked): void {
    const news = opened !== null || why.reason !== locked.reason
    opened = null
    locked = why
    // Every screen that shows an env asks again; the log hears of a reason once.
    if (!news) return
    log.warn('vault locked', { reason: why.reason })
    onChange(false)
  }

  return {
    open,
    /** What `open` found last. */
    state: (): OpenVault | Locked => opened ?? locked,

    /** Throws VAULT_LOCKED. */
    mustBeOpen(): OpenVault {
      if (!opened) throw declared('VAULT_LOCKED', { reason: sentence(locked) }, sentence(locked))
      return opened
    },

    /** Lets a key count as right as soon as the database says that it is. */
    expect(key: Buffer): void {
      right.set(masterKeyId(key), key)
    },

    putInPlace,

    /** Forgets the key in memory, unless something is written with it, and looks again. For when the place of the key changed. */
    async lookAgain(): Promise<string | null> {
      const empty = !(await keys.instance()).keyCheck && !(await keys.anyKey())
      if (empty) opened = null
      return open()
    },

    /** The master key of that name, if it is or was right while this host runs. */
    named: (keyId: string): Buffer | undefined => right.get(keyId),

    /** Whether a key wrote what is stored; true for any key while nothing is. */
    async fits(key: Buffer): Promise<boolean> {
      const { id: instanceId, keyCheck } = await keys.instance()
      return wrote(key, { instanceId, keyCheck, witness: await keys.anyKey() })
    },

    /** Another host on this database wrote with another key since we looked. Throws VAULT_LOCKED. */
    async overtaken(keyId: string): Promise<never> {
      lock(wrong(await keyStore.place(), opened?.keyId ?? 'unknown', keyId))
      throw declared('VAULT_LOCKED', { reason: sentence(locked) }, sentence(locked))
    },
  }
}

function wrote(key: Buffer, { instanceId, keyCheck, witness }: Written): boolean {
  if (keyCheck) return passesKeyCheck(key, keyCheck)
  return !witness || canUnwrap(key, instanceId, witness)
}

function writer({ keyCheck, witness }: Written): string {
  return keyCheck?.keyId ?? witness?.wrapped.keyId ?? 'unknown'
}

function canUnwrap(key: Buffer, instanceId: string, row: WrappedKey): boolean {
  try {
    unseal(key, wrapContext(instanceId, row), row.wrapped).fill(0)
    return true
  } catch (error) {
    if (error instanceof SealBroken) return false
    throw error
  }
}

/** Where a company's wrapped key belongs. */
export function wrapContext(instanceId: string, { purpose, id, companyId }: Omit<WrappedKey, 'wrapped'>) {
  return { purpose, instanceId, companyId, subjectId: id, version: 1 }
}

const sentence = ({ reason, fix }: Locked) => (fix ? `${reason} ${fix}` : reason)

const effect = 'Stored secrets cannot be read and runs that use them do not start.'

function missing({ location }: KeyPlace): Locked {
  return { reason: `The master key is missing (${location}). ${effect}`, fix: 'Put the key file back, or restore the key from its recovery kit.' }
}

function wrong({ source, location }: KeyPlace, present: string, wrote: string): Locked {
  const reason = `The master key (${location}, key ${present}) is not the one that wrote the stored secrets (key ${wrote}). ${effect}`
  if (source === 'environment') return { reason, fix: `Set ${location} to the original key and start again.` }
  return { reason, fix: 'Put the original key file back, or restore the key from its recovery kit.' }
}
