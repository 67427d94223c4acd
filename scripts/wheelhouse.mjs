// `npm run -s wheelhouse -- <command>`: the command line. stdout carries its answer and nothing else.
import { join } from 'node:path'
import { become, ensureBuilt, ensureInstalled, nodeBinary, root } from './bootstrap.mjs'

await ensureInstalled()
await ensureBuilt()
become(nodeBinary(), [join(root, 'out', 'headless', 'cli.js'), ...process.argv.slice(2)], { channel: true })
