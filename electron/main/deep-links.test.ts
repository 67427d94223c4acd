import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepLinkIn, deepLinkQueue, parseDeepLink, routeOf } from './deep-links.ts'

const a = '0192f0c0-0000-7000-8000-000000000001'
const b = '0192f0c0-0000-7000-8000-000000000002'

describe('parseDeepLink', () => {
  it('reads the known places', () => {
    expect(parseDeepLink('wheelhouse://home')).toEqual({ kind: 'home' })
    expect(parseDeepLink('wheelhouse://settings/')).toEqual({ kind: 'settings' })
    expect(parseDeepLink(`wheelhouse://companies/${a}`)).toEqual({ kind: 'company', companyId: a })
    expect(parseDeepLink(`wheelhouse://companies/${a}/routines/${b}`)).toEqual({ kind: 'routine', companyId: a, routineId: b })
    expect(parseDeepLink(`wheelhouse://companies/${a}/runs/${b}`)).toEqual({ kind: 'run', companyId: a, runId: b })
  })

  it('reads nothing else', () => {
    const addresses = [
      'https://example.org',
      'wheelhouse:',
      'wheelhouse://',
      'wheelhouse://home/extra',
      'wheelhouse://companies',
      'wheelhouse://companies/1',
      `wheelhouse://companies/${a}/routines`,
      `wheelhouse://companies/${a}/secrets/${b}`,
      `wheelhouse://companies/${a}/runs/${b}/cancel`,
      `wheelhouse://companies/${a}/runs/..%2f..%2fsettings`,
      `wheelhouse://companies/${a}?run=now`,
      `wheelhouse://companies/${a}#x`,
      `wheelhouse://user@companies/${a}`,
      `wheelhouse://companies:1/${a}`,
      `wheelhouse://companies/${a}/runs/${b}/${'x'.repeat(500)}`,
    ]
    for (const address of addresses) expect([address, parseDeepLink(address)]).toEqual([address, null])
  })

  it('never throws, and leads only to routes made of known words and ids', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webPath().map((path) => `wheelhouse://companies${path}`),
        ),
        (address) => {
          const link = parseDeepLink(address)
          if (link) expect(routeOf(link)).toMatch(/^\/[a-z0-9/-]*$/)
        },
      ),
    )
  })
})

describe('deepLinkIn', () => {
  it('finds the address among other arguments', () => {
    expect(deepLinkIn(['/opt/wheelhouse', '--flag', 'WHEELHOUSE://settings'])).toEqual({ kind: 'settings' })
    expect(deepLinkIn(['/opt/wheelhouse', 'https://example.org'])).toBeNull()
  })
})

describe('deepLinkQueue', () => {
  function stage() {
    let openUrl = (_event: { preventDefault(): void }, _address: string) => {}
    const queue = deepLinkQueue({ on: (_name: string, listener: typeof openUrl) => (openUrl = listener) } as never)
    const opened: unknown[] = []
    return {
      queue,
      opened,
      openUrl: (address: string) => openUrl({ preventDefault() {} }, address),
      listen: () => queue.deliver((link) => opened.push(link)),
    }
  }

  it('keeps a link that came before there was a window', () => {
    const { openUrl, opened, listen } = stage()
    openUrl('wheelhouse://settings')
    expect(opened).toEqual([])
    listen()
    expect(opened).toEqual([{ kind: 'settings' }])
  })

  it('passes later links on at once, and drops what it cannot read', () => {
    const { openUrl, opened, listen, queue } = stage()
    listen()
    openUrl('wheelhouse://home')
    openUrl('wheelhouse://delete-everything')
    queue.add(null)
    expect(opened).toEqual([{ kind: 'home' }])
  })
})
