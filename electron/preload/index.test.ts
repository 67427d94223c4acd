import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { desktopOrigin, portRequest } from '#shared/handshake.ts'

const sent: unknown[][] = []
let deliver: (event: unknown) => void
const page = {
  addEventListener(_type: string, listener: typeof deliver) {
    deliver = listener
  },
}

beforeEach(async () => {
  sent.length = 0
  vi.resetModules()
  vi.stubEnv('DEV', false)
  vi.stubGlobal('window', page)
  vi.doMock('electron', () => ({ ipcRenderer: { postMessage: (...args: unknown[]) => sent.push(args) } }))
  await import('./index.ts')
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.doUnmock('electron')
})

const message = (change: object = {}) => ({ source: page, origin: desktopOrigin, data: portRequest, ports: ['port'], ...change })

it('passes the page’s port on, and nothing of its message', () => {
  deliver(message())
  expect(sent).toEqual([[portRequest, null, ['port']]])
})

it.each([
  ['from another window', { source: {} }],
  ['of another origin', { origin: 'https://example.org' }],
  ['of a document without an origin', { origin: 'null' }],
  ['with another word', { data: 'something else' }],
  ['with another kind of data', { data: { [portRequest]: true } }],
  ['without a port', { ports: [] }],
  ['with two ports', { ports: ['a', 'b'] }],
])('ignores a message %s', (_what, change) => {
  deliver(message(change))
  expect(sent).toEqual([])
})

it('exposes nothing to the page', () => {
  expect(Object.keys(page)).toEqual(['addEventListener'])
})
