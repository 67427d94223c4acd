import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { afterEach, expect, it } from 'vitest'
import { carrierSuite, recorder, suiteRouter } from './contract-suite.ts'
import { type ServedPort, serveMessagePort } from './message-port.ts'
import type { Client } from './socket-client.ts'

type ClientPort = ConstructorParameters<typeof RPCLink>[0]['port']

const open: Array<() => void> = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

carrierSuite('a message port', async (router, log) => {
  const { port1, port2 } = new MessageChannel()
  open.push(serveMessagePort(router, port1, { log }))
  port2.start()
  return {
    client: createORPCClient<Client>(new RPCLink({ port: port2 as unknown as ClientPort })),
    sendRaw: (frame) => port2.postMessage(frame),
    drop: () => port2.close(),
    closed: new Promise((resolve) => port2.once('close', () => resolve())),
  }
})

it("serves Electron's kind of port, which hands events to on()", async () => {
  const { log } = recorder()
  const { port1, port2 } = new MessageChannel()
  const main: ServedPort = {
    on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
      void port1.on(event, (data?: unknown) => (event === 'message' ? listener({ data }) : listener({ data: undefined }))),
    postMessage: (data) => port1.postMessage(data),
    start: () => port1.start(),
    close: () => port1.close(),
  }
  open.push(serveMessagePort(suiteRouter(log).router, main, { log }))
  port2.start()
  const client = createORPCClient<Client>(new RPCLink({ port: port2 as unknown as ClientPort }))
  expect((await client.system.status({})).phase).toBe('ready')
})
