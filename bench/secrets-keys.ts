/**
 * What keeping values sealed costs: encrypting and decrypting as the vault does, contexts and records included, beside
 * bare node:crypto over the same values, bound to as much, in the same run; and how long a new master key takes for 10,000 companies.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { memoryKeyStore } from '../electron/adapters/memory/memory-key-store.ts'
import { silentLog } from '../electron/adapters/memory/silent-log.ts'
import { systemClock } from '../electron/adapters/node/clock.ts'
import { keyRowStore } from '../electron/features/secrets/key-row-store.ts'
import { createMasterKey } from '../electron/features/secrets/master-key.ts'
import { masterKeyRotator } from '../electron/features/secrets/master-key-rotator.ts'
import { type SealContext, seal, unseal } from '../electron/features/secrets/sealing.ts'
import { createVault } from '../electron/features/secrets/vault.ts'
import { newId } from '../electron/ports/rows.ts'
import type { Sql } from '../electron/ports/sql.ts'
import { companies } from '../electron/schema/companies.ts'
import { type Figure, median } from './report.ts'

const VALUES = 5_000
const ROUNDS = 9
/** Rounds before those that count: until then the compiler is measured. */
const WARM_UP = 8
const COMPANIES = 10_000

/** As long as what the vault binds to a value. */
const context = randomBytes(190)

/** Values of the sizes that vaults hold: tokens mostly, some keys and certificates. */
const sizes = [24, 40, 64, 64, 128, 256, 1_024, 4_096]

/** Beside node:crypto as it is usually called, and beside the same with its key made ready once, as the vault does. */
export function cipherFigures(): Figure[] {
  const key = randomBytes(32)
  const ready = createSecretKey(key)
  const instanceId = newId()
  const keyId = newId()
  const work = Array.from({ length: VALUES }, (_, i): { value: Buffer; context: SealContext } => ({
    value: randomBytes(sizes[i % sizes.length] ?? 24),
    context: { purpose: 'secret-value', instanceId, companyId: newId(), subjectId: newId(), version: 1 },
  }))
  const sealed = work.map(({ value, context }) => ({ context, record: seal(key, keyId, context, value) }))
  const bare = work.map(({ value }) => encryptBare(key, value))
  const encrypt = () => work.forEach(({ value, context }) => void seal(key, keyId, context, value))
  const decrypt = () => sealed.forEach(({ record, context }) => void unseal(key, context, record))
  const encryptWith = (by: Buffer | KeyObject) => () => work.forEach(({ value }) => void encryptBare(by, value))
  const decryptWith = (by: Buffer | KeyObject) => () => bare.forEach((one) => void decryptBare(by, one))
  return [
    pair(`encrypt, ${VALUES} values of 24 B to 4 KiB`, encrypt, encryptWith(key)),
    pair(`decrypt, ${VALUES} values of 24 B to 4 KiB`, decrypt, decryptWith(key)),
    pair('encrypt, keys ready on both sides', encrypt, encryptWith(ready)),
    pair('decrypt, keys ready on both sides', decrypt, decryptWith(ready)),
  ]
}

function encryptBare(key: Buffer | KeyObject, value: Buffer) {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
  cipher.setAAD(context)
  const ciphertext = cipher.update(value)
  cipher.final()
  return { nonce, ciphertext, tag: cipher.getAuthTag() }
}

function decryptBare(key: Buffer | KeyObject, { nonce, ciphertext, tag }: ReturnType<typeof encryptBare>): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
  decipher.setAAD(context)
  decipher.setAuthTag(tag)
  const value = decipher.update(ciphertext)
  decipher.final()
  return value
}

/** Ours and the peer's by turns, each first as often as the other, so that what else the machine does hits both. */
function pair(figure: string, ours: () => void, peer: () => void): Figure {
  const times = Array.from({ length: WARM_UP + ROUNDS * 2 }, (_, round): [number, number] => {
    if (round % 2 === 0) return [time(ours), time(peer)]
    const first = time(peer)
    return [time(ours), first]
  })
  const perSecond = (pick: 0 | 1) => VALUES / (median(times.slice(WARM_UP).map((both) => both[pick])) / 1_000)
  return { figure, ours: perSecond(0), peer: perSecond(1), unit: 'values/s' }
}

function time(work: () => void): number {
  const started = performance.now()
  work()
  return performance.now() - started
}

/** Fills the database with companies that have a data key and a MAC key each, and rotates the master key over all of them. */
export async function rotationFigures(port: Sql): Promise<Figure[]> {
  const [keys, keyStore, log] = [keyRowStore({ sql: port }), memoryKeyStore(), silentLog()]
  const masterKey = createMasterKey({ keys, keyStore, log, onChange() {} })
  const vault = createVault({ sql: port, keys, masterKey })
  await vault.open()
  const ids = Array.from({ length: COMPANIES }, () => newId())
  for (let i = 0; i < ids.length; i += 500) {
    const some = ids.slice(i, i + 500)
    await port.db.insert(companies).values(some.map((id) => ({ id, name: id })))
    await port.db.transaction(async (tx) => {
      for (const companyId of some) await vault.seal(tx, { companyId, secretId: newId(), version: 1 }, 'value')
    })
  }
  await port.db.execute(sql`vacuum analyze company_data_keys, company_mac_keys`)
  const rotator = masterKeyRotator({ sql: port, clock: systemClock({ onError: () => {} }), log, keys, keyStore, masterKey })
  const times: number[] = []
  for (let round = 0; round < 3; round += 1) times.push((await rotator.rotate()).milliseconds)
  return [{ figure: `new master key, ${COMPANIES} companies`, ours: median(times), peer: null, unit: 'ms' }]
}
