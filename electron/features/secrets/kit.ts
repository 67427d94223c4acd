/**
 * The recovery kit: the master key as text, sealed by a passphrase (scrypt, AES-256-GCM), with words for whoever finds it
 * in a drawer in ten years. Everything that a reader needs is in the text; what it says is bound to what it seals.
 */
import { createHash, randomBytes, scrypt } from 'node:crypto'
import { declared } from '../../ports/rpc.ts'
import { decrypt, encrypt, keyBytes, lengthPrefixed, masterKeyId, nonceBytes, SealBroken } from './sealing.ts'

export interface Kit {
  instanceId: string
  keyId: string
  madeAt: Date
}

const [begin, end] = ['-----BEGIN WHEELHOUSE RECOVERY KIT-----', '-----END WHEELHOUSE RECOVERY KIT-----']
const names = ['format', 'instance', 'key', 'made', 'kdf', 'salt', 'nonce', 'sealed'] as const
type Fields = Record<(typeof names)[number], string>

/** 128 MiB and half a second for every guess at the passphrase. */
const costOfMaking = 2 ** 17
/** What is read may differ, within bounds: a hostile kit must not take all memory. */
const [leastCost, mostCost] = [2 ** 15, 2 ** 18]
const blockSize = 8
const [saltBytes, tagBytes] = [16, 16]

/** Makes the text of a kit. Takes about half a second and 128 MiB. */
export async function makeKit(kit: Kit, key: Buffer, passphrase: string): Promise<string> {
  const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)]
  const open = {
    format: '1',
    instance: kit.instanceId,
    key: kit.keyId,
    made: kit.madeAt.toISOString(),
    kdf: `scrypt N=${costOfMaking} r=${blockSize} p=1`,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
  }
  const wrapping = await derive(passphrase, salt, costOfMaking)
  const { ciphertext, tag } = encrypt(wrapping, nonce, associated(open), key)
  wrapping.fill(0)
  const fields: Fields = { ...open, sealed: Buffer.concat([ciphertext, tag]).toString('base64') }
  const lines = [...names.map((name) => `${name}: ${fields[name]}`), `check: ${checksum(fields)}`]
  return `${instructions(kit)}\n${begin}\n${lines.join('\n')}\n${end}\n`
}

/** Opens a kit. Throws KIT_REFUSED: `damaged` when the text is not whole, `passphrase` when it does not open. */
export async function openKit(text: string, passphrase: string): Promise<Kit & { key: Buffer }> {
  const fields = parse(text)
  const cost = costIn(fields.kdf)
  const [salt, nonce, sealed] = [bytesOf(fields.salt, saltBytes), bytesOf(fields.nonce, nonceBytes), bytesOf(fields.sealed, keyBytes + tagBytes)]
  const madeAt = new Date(fields.made)
  if (Number.isNaN(madeAt.getTime())) throw damaged('its date cannot be read')
  const wrapping = await derive(passphrase, salt, cost)
  try {
    const key = decrypt(wrapping, nonce, associated(fields), { ciphertext: sealed.subarray(0, keyBytes), tag: sealed.subarray(keyBytes) })
    if (masterKeyId(key) !== fields.key) throw damaged('it holds another key than it says')
    return { instanceId: fields.instance, keyId: fields.key, madeAt, key }
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    throw declared(
      'KIT_REFUSED',
      { cause: 'passphrase' },
      'The passphrase does not open this recovery kit. Nothing was changed. Check the passphrase, or use the kit that it belongs to.',
    )
  } finally {
    wrapping.fill(0)
  }
}

/** Finds the fields, as forgiving of how they were copied as can be: line ends, indentation, blank lines, words around. */
function parse(text: string): Fields {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim())
  const [from, to] = [lines.indexOf(begin), lines.indexOf(end)]
  if (from < 0 || to < from) throw damaged('its first or last line is missing')
  const found = new Map(
    lines.slice(from + 1, to).flatMap((line) => {
      const [, name, value] = /^([a-z]+):\s*(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value] as const]
    }),
  )
  const field = (name: string) => {
    const value = found.get(name)
    if (value === undefined) throw damaged(`the line "${name}" is missing`)
    return value
  }
  const fields = Object.fromEntries(names.map((name) => [name, field(name)])) as Fields
  if (fields.format !== '1') throw damaged(`its format ${fields.format.slice(0, 20)} is not one that this Wheelhouse knows`)
  if (field('check') !== checksum(fields)) throw damaged('its lines do not add up to its check')
  return fields
}

function costIn(kdf: string): number {
  const cost = Number(/^scrypt N=(\d{1,7}) r=8 p=1$/.exec(kdf)?.[1])
  if (!Number.isInteger(Math.log2(cost)) || cost < leastCost || cost > mostCost) throw damaged('the work it asks for is out of bounds')
  return cost
}

function bytesOf(text: string, length: number): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== length || bytes.toString('base64') !== text) throw damaged('a line of it is cut off')
  return bytes
}

function derive(passphrase: string, salt: Buffer, cost: number): Promise<Buffer> {
  // The same passphrase typed on another system may be composed in another way.
  const secret = Buffer.from(passphrase.normalize('NFKC'), 'utf8')
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, keyBytes, { N: cost, r: blockSize, p: 1, maxmem: 129 * blockSize * mostCost }, (error, key) => {
      secret.fill(0)
      if (error) reject(error)
      else resolve(key)
    })
  })
}

function associated({ format, instance, key, made, kdf, salt }: Omit<Fields, 'nonce' | 'sealed'>): Buffer {
  return lengthPrefixed(['wheelhouse recovery kit', format, instance, key, made, kdf, salt])
}

/** Against slips of the pen only: tells a mistyped kit from a wrong passphrase. */
function checksum(fields: Fields): string {
  return createHash('sha256')
    .update(names.map((name) => `${name}: ${fields[name]}`).join('\n'))
    .digest('hex')
    .slice(0, 16)
}

function damaged(why: string) {
  return declared(
    'KIT_REFUSED',
    { cause: 'damaged' },
    `The recovery kit is damaged: ${why}. Nothing was changed. Copy the whole text again, or use another copy.`,
  )
}

function instructions({ instanceId, keyId, madeAt }: Kit): string {
  return `WHEELHOUSE RECOVERY KIT

Made on ${madeAt.toISOString().slice(0, 10)} for installation ${instanceId}, master key ${keyId}.

WHAT THIS IS
  The master key of a Wheelhouse secret vault, sealed by a passphrase. A backup of the database holds every secret, but
  encrypted: without the master key nobody can read them, and neither can you. This kit and its passphrase bring the key back.

HOW TO KEEP IT
  Away from that machine and from its backups: printed in a safe, or in a password manager.
  The passphrase somewhere else: whoever has both, and the database, has every secret.

HOW TO USE IT
  1. Bring the database back, and start Wheelhouse on it. It says that the vault is locked.
  2. Choose "Restore from a recovery kit" in the vault, give it the lines below and the passphrase. On a machine without a
     screen: wheelhouse call vault.restoreKit - with {"kit": "...", "passphrase": "..."} on standard input.

HOW TO TEST IT
  "Test a recovery kit" in the vault, or vault.testKit, tells whether kit and passphrase would open it. Nothing is changed.

After the master key was rotated this kit opens only backups from before. Make a new one, and keep this one as long as those.
`
}
