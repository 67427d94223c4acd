/** `npm start` without a window: claims the home, serves the page, starts the host, and stops it all in order. */
import { flushCompileCache } from 'node:module'
import { defaultHome, nodePaths } from '../adapters/node/paths.ts'
import { nodePorts } from '../adapters/node/ports.ts'
import { createHost, type Host } from '../host/host.ts'
import { type Loopback, newToken, serveLoopback } from '../transport/loopback.ts'
import { type Announcer, announcer } from './announcer.ts'
import { applicationVersion, rendererRoot, root } from './application.ts'
import { claimHome } from './claim.ts'
import { type Flags, parseFlags, usage } from './flags.ts'
import { keptToken, removeHostFile, writeHostFile } from './host-file.ts'
import { openBrowser } from './open-browser.ts'
import { exit, onStop } from './signals.ts'
import { StartFailure } from './start-failure.ts'
import { type StartupTrace, startupTrace } from './startup-trace.ts'
import { type Things, things } from './things.ts'

export async function main(argv: string[]): Promise<void> {
  const trace = startupTrace()
  trace.mark('import')
  const flags = parseFlags(argv)
  if ('problem' in flags) {
    process.stderr.write(`${flags.problem}\n\n${usage}`)
    process.exitCode = 2
  } else if (flags.help) {
    process.stdout.write(usage)
  } else {
    await serve(flags, trace)
  }
}

async function serve(flags: Flags, trace: StartupTrace): Promise<void> {
  const say = announcer(flags)
  const running = things()
  try {
    await start(flags, { trace, say, running })
  } catch (error) {
    if (running.ending()) return
    say.failed(error)
    await running.end()
    await exit(1)
  }
}

interface Starting {
  trace: StartupTrace
  say: Announcer
  running: Things
}

async function start(flags: Flags, { trace, say, running }: Starting): Promise<void> {
  const version = applicationVersion()
  const paths = nodePaths(flags.home ?? defaultHome(), root)
  const { home } = paths
  const claim = await claimHome(home, paths.run)
  if ('running' in claim) return say.already({ ...claim.running, home })
  running.add(claim.lock.release)
  trace.mark('lock')

  const ports = await nodePorts({ paths, root, version, databaseUrl: process.env.DATABASE_URL })
  running.add(ports.close)
  onStop({ ports, running, say })
  const host = createHost(ports)
  traceHost(host, trace)
  const token = flags.port === 0 ? newToken() : await keptToken(home, newToken)
  const server = await listen(host, { flags, ports, token })
  running.add(server.close)
  running.add(host.stop)
  const { url, wsUrl } = server
  await writeHostFile(home, { url, wsUrl, token, pid: process.pid, version, startedAt: ports.clock.now().toISOString() })
  running.add(() => removeHostFile(home))
  trace.mark('listening')

  await host.start()
  if (running.ending()) return
  trace.mark('ready')
  say.ready({ url, home, version, timings: trace.timings() })
  if (flags.traceStartup) process.stderr.write(trace.table())
  // A host that is killed later never gets to write it at exit.
  flushCompileCache()
  if (flags.open) say.opened(await openBrowser(server.ticketUrl()))
}

/** The page is served before the database is up, so that whoever has it open sees how starting goes. */
function listen(
  host: Host,
  { flags, ports, token }: { flags: Flags; ports: Awaited<ReturnType<typeof nodePorts>>; token: string },
): Promise<Loopback> {
  const { log, clock } = ports
  return serveLoopback(host.router, { port: flags.port, token, rendererRoot, log, clock }).catch((error: { code?: string }) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error
    const why = error.code === 'EACCES' ? 'may not be used by this user' : 'is taken by another program'
    throw new StartFailure('port_taken', `Port ${flags.port} ${why}.`, 'Choose another with --port, or leave it out to take a free one.')
  })
}

function traceHost(host: Host, trace: StartupTrace): void {
  let phase: string | null = null
  host.onStatus((status) => {
    if (phase !== null && phase !== 'starting' && status.phase !== phase) trace.mark(phase)
    phase = status.phase
  })
}
