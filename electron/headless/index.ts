/** Entry of the headless host. Loads nothing before the compile cache is on. */
import './compile-cache.ts'

const { main } = await import('./serve.ts')
await main(process.argv.slice(2))
