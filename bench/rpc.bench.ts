/** Round trips of a real procedure on a real host, against a bare `ws` echo of the same bytes in the same run. */
import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { WebSocket, WebSocketServer } from 'ws'
import { connect } from '../electron/transport/socket-client.ts'
import { newHome, startHost } from './host-process.ts'
import { median, quantile, report } from './report.ts'

const WARM_UP = 500
const CALLS = 5_000
const AT_ONCE = 32

if (process.argv.includes('--echo')) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
    const address = server.address()
    if (typeof address === 'object' && address) process.send?.(address.port)
  })
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data.toString())))
} else {
  await measure()
}

interface Measured {
  each: number[]
  perSecond: number
  perSecondAtOnce: number
}

async function time(call: () => Promise<unknown>): Promise<Measured> {
  for (let at = 0; at < WARM_UP; at += 1) await call()
  const each: number[] = []
  const started = performance.now()
  for (let at = 0; at < CALLS; at += 1) {
    const sent = performance.now()
    await call()
    each.push(performance.now() - sent)
  }
  const perSecond = CALLS / ((performance.now() - started) / 1000)
  const startedAtOnce = performance.now()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let at = 0; at < CALLS / AT_ONCE; at += 1) await call()
    }),
  )
  return { each, perSecond, perSecondAtOnce: CALLS / ((performance.now() - startedAtOnce) / 1000) }
}

async function echoPeer() {
  const child = fork(new URL(import.meta.url), ['--echo'])
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))))
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
  await new Promise((resolve) => socket.once('open', resolve))
  const waiting: Array<() => void> = []
  socket.on('message', () => waiting.shift()?.())
  const bytes = JSON.stringify({ i: '1', p: { u: '/system/status', b: { json: {} } } })
  return {
    call: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve)
        socket.send(bytes)
      }),
    close() {
      socket.terminate()
      child.kill()
    },
  }
}

async function measure() {
  const home = newHome()
  const host = await startHost(home)
  const { client, close } = await connect(host)
  const peer = await echoPeer()
  const ours = await time(() => client.system.status({}))
  const echo = await time(peer.call)
  const database = await time(() => client.companies.list({}))
  peer.close()
  close()
  await host.end('SIGINT')
  rmSync(home, { recursive: true, force: true })
  report('rpc', [
    { figure: 'round trip, median', ours: median(ours.each), peer: median(echo.each), unit: 'ms' },
    { figure: 'round trip, 99th percentile', ours: quantile(ours.each, 0.99), peer: quantile(echo.each, 0.99), unit: 'ms' },
    { figure: 'calls a second, one at a time', ours: ours.perSecond, peer: echo.perSecond, unit: '1/s' },
    { figure: `calls a second, ${AT_ONCE} at once`, ours: ours.perSecondAtOnce, peer: echo.perSecondAtOnce, unit: '1/s' },
    { figure: 'with a query, calls a second, one at a time', ours: database.perSecond, peer: null, unit: '1/s' },
  ])
}
