/** Makes, tests and uses recovery kits of the vault. */
import type { Clock } from '../../ports/clock.ts'
import type { KeyStore } from '../../ports/key-store.ts'
import type { Log } from '../../ports/log.ts'
import { declared } from '../../ports/rpc.ts'
import { makeKit, openKit } from './kit.ts'
import type { KitRecord } from './kit-record.ts'
import type { MasterKey } from './master-key.ts'

interface Needs {
  clock: Clock
  log: Log
  keyStore: KeyStore
  masterKey: MasterKey
  record: KitRecord
}

export function kitKeeper({ clock, log, keyStore, masterKey, record }: Needs) {
  let turn: Promise<unknown> = Promise.resolve()

  /** One at a time: each takes up to 256 MiB, and half a second that nobody else should wait for twice. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work)
    turn = mine.catch(() => {
      // Told to whoever asked.
    })
    return mine
  }

  async function make(passphrase: string) {
    await masterKey.open()
    const { instanceId, key, keyId } = masterKey.mustBeOpen()
    const madeAt = clock.now()
    const text = await makeKit({ instanceId, keyId, madeAt }, key, passphrase)
    await record.note(keyId, { madeAt })
    log.info('recovery kit made', { keyId })
    return { fileName: `wheelhouse-recovery-kit-${keyId}-${madeAt.toISOString().slice(0, 10)}.txt`, text, keyId }
  }

  async function test(text: string, passphrase: string) {
    await masterKey.open()
    const { key, keyId, madeAt } = await openKit(text, passphrase)
    const fits = await masterKey.fits(key)
    key.fill(0)
    const state = masterKey.state()
    if (fits && 'key' in state && state.keyId === keyId) await record.note(keyId, { testedAt: clock.now() })
    return { keyId, madeAt, fits }
  }

  async function restore(text: string, passphrase: string): Promise<void> {
    await mustBeMissed()
    const { key, keyId } = await openKit(text, passphrase)
    if (!(await masterKey.fits(key))) {
      const message = `The recovery kit holds key ${keyId}, which is not the one that wrote the stored secrets. Nothing was changed. Use the kit that was made of this installation after its last rotation.`
      throw declared('KIT_REFUSED', { cause: 'other_key' }, message)
    }
    await keyStore.replace(key)
    key.fill(0)
    log.info('master key restored from a recovery kit', { keyId })
    await masterKey.open()
  }

  async function mustBeMissed(): Promise<void> {
    if ((await masterKey.open()) === null) {
      throw declared('WRONG_STATE', { state: 'open' }, 'Nothing was restored: the vault is open, and its key works.')
    }
    const { source, location } = await keyStore.place()
    if (source === 'home_file' || source === 'config_file') return
    const message = `Nothing was restored: the master key is given by ${location} from outside, where Wheelhouse does not write. Start without that variable and restore the kit then.`
    throw declared('WRONG_STATE', { state: source }, message)
  }

  return {
    /** Answers the text of a kit of the key in use. Throws VAULT_LOCKED. */
    make: (passphrase: string) => inTurn(() => make(passphrase)),
    /** Throws KIT_REFUSED for a damaged kit or a wrong passphrase. */
    test: (text: string, passphrase: string) => inTurn(() => test(text, passphrase)),
    /** Writes the key of a kit where a locked vault misses it. Throws KIT_REFUSED, WRONG_STATE, KeyStoreFailure. */
    restore: (text: string, passphrase: string) => inTurn(() => restore(text, passphrase)),
  }
}
