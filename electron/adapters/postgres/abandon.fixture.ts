/** A host to be killed: starts a server on the home it is given, says where it is, and waits. */
import { silentLog } from '../memory/silent-log.ts'
import { nodePaths } from '../node/paths.ts'
import { findBinaries } from './binaries.ts'
import { embeddedServer } from './embedded-server.ts'

const [home = '', root = ''] = process.argv.slice(2)
const server = embeddedServer({ paths: nodePaths(home, root), log: silentLog(), binaries: findBinaries({ root }), durable: false })
const connection = await server.start(() => {})
process.stdout.write(`${JSON.stringify(connection)}\n`)
process.stdin.on('end', () => void server.stop(2_000)).resume()
