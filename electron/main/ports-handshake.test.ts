import { describe, expect, it } from 'vitest'
import { desktopOrigin, portRequest } from '#shared/handshake.ts'
import { silentLog } from '../adapters/memory/silent-log.ts'
import { acceptPorts, decidePort, type PortRequest } from './ports-handshake.ts'

const good: PortRequest = { ownWindow: true, mainFrame: true, url: 'app://wheelhouse/c/1/routines', ports: 1 }

describe('decidePort', () => {
  it('accepts one port of the main frame of our window and page', () => {
    expect(decidePort(good, desktopOrigin)).toEqual({ accept: true })
  })

  it.each<[string, Partial<PortRequest>]>([
    ['a window of somebody else', { ownWindow: false }],
    ['a frame inside the page', { mainFrame: false }],
    ['another origin', { url: 'https://example.org/' }],
    ['an origin that begins like ours', { url: 'app://wheelhouse.example/' }],
    ['an empty document', { url: 'about:blank' }],
    ['no address at all', { url: '' }],
    ['no port', { ports: 0 }],
    ['two ports', { ports: 2 }],
  ])('refuses %s', (_what, change) => {
    expect(decidePort({ ...good, ...change }, desktopOrigin)).toMatchObject({ accept: false, reason: expect.any(String) })
  })
})

/** A main process with one window of ours, to which the test sends what a page could send. */
function stage() {
  let receive = (_event: unknown) => {}
  const served: string[] = []
  const closed: string[] = []
  const port = (name: string) => ({ name, close: () => closed.push(name) })
  const frame = { url: 'app://wheelhouse/' }
  const ours = { mainFrame: frame }
  acceptPorts({
    ipcMain: {
      on(channel: string, listener: typeof receive) {
        expect(channel).toBe(portRequest)
        receive = listener
      },
    } as never,
    pageOrigin: desktopOrigin,
    log: silentLog(),
    isOwn: (contents) => (contents as unknown) === ours,
    serve: (accepted) => served.push((accepted as unknown as { name: string }).name),
  })
  const send = (names: string[], change: object = {}) => receive({ sender: ours, senderFrame: frame, ports: names.map(port), ...change })
  return { send, served, closed, frame }
}

describe('acceptPorts', () => {
  it('serves an accepted port', () => {
    const { send, served, closed } = stage()
    send(['a'])
    expect({ served, closed }).toEqual({ served: ['a'], closed: [] })
  })

  it('keeps one line a window: a newer port closes the older', () => {
    const { send, served, closed } = stage()
    send(['a'])
    send(['b'])
    expect({ served, closed }).toEqual({ served: ['a', 'b'], closed: ['a'] })
  })

  it('closes every port of a refused request and leaves the live one alone', () => {
    const { send, served, closed, frame } = stage()
    send(['a'])
    send(['b', 'c'])
    send(['d'], { senderFrame: { ...frame } })
    send(['e'], { senderFrame: null })
    send(['f'], { sender: { mainFrame: frame } })
    expect({ served, closed }).toEqual({ served: ['a'], closed: ['b', 'c', 'd', 'e', 'f'] })
  })
})
