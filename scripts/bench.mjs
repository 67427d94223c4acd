// `npm run -s bench -- <name> [--json]`: runs one benchmark of bench/ on this machine.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { ensureBuilt, ensureInstalled, nodeBinary } from './bootstrap.mjs'
import { hostFlags } from './host-flags.mjs'

const names = readdirSync(new URL('../bench', import.meta.url))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
const [name, ...flags] = process.argv.slice(2)
if (!names.includes(name) || flags.some((flag) => flag !== '--json')) {
  console.error(`Usage: npm run -s bench -- <${names.join(' | ')}> [--json]`)
  process.exit(2)
}
await ensureInstalled()
await ensureBuilt()
// As the host itself runs: how long it stops to clear memory is a part of what is measured.
const { status } = spawnSync(nodeBinary(), [...hostFlags, `bench/${name}.bench.ts`, ...flags], { stdio: 'inherit' })
process.exit(status ?? 1)
