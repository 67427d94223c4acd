/** A process that rotates the key of a folder without end, telling each key before it is written: for a test that kills it. */
import { randomBytes } from 'node:crypto'
import { nodeKeyStore } from './key-store.ts'

const [folder = ''] = process.argv.slice(2)
const config = { read: async () => undefined, write: async () => {}, setAside: async () => [] }
const store = nodeKeyStore({ folder, config, environment: { masterKey: undefined, masterKeyFile: undefined }, keychain: null })

for (;;) {
  const next = randomBytes(32)
  process.stdout.write(`${next.toString('hex')}\n`)
  await store.stage(next)
  process.stdout.write('staged\n')
  await store.promote()
  process.stdout.write('promoted\n')
  await store.settle()
}
