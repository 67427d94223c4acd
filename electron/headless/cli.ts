/** Entry of the command line. Loads nothing before the compile cache is on. */
import './compile-cache.ts'

const { commandLine } = await import('./command-line.ts')
await commandLine(process.argv.slice(2))
