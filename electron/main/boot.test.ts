/** The whole desktop program on a doubled Electron, with the real host, database and carriers behind it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { contract } from '#shared/contract/index.ts'
import { portRequest } from '#shared/handshake.ts'
import type { ShellOptions } from '../adapters/electron/options.ts'
import { fileConfig } from '../adapters/node/config.ts'
import { takeHomeLock } from '../adapters/node/home-lock.ts'
import { nodeKeyStore } from '../adapters/node/key-store.ts'
import { startupTrace } from '../headless/startup-trace.ts'
import { deepLinkQueue, parseDeepLink } from './deep-links.ts'
import { electronDouble } from './electron-double.ts'

type Client = ContractRouterClient<typeof contract>

const root = join(import.meta.dirname, '../..')
const folders: string[] = []

async function makeHome() {
  const home = await mkdtemp(join(tmpdir(), 'wheelhouse-boot-'))
  folders.push(home)
  return home
}

/** Boots on a double. `ready` false leaves Electron where it is before it is ready. */
async function bootOn(home: string) {
  vi.resetModules()
  const double = electronDouble({ appPath: root })
  vi.doMock('electron', () => double.electron)
  const { boot } = await import('./boot.ts')
  const links = deepLinkQueue(double.electron.app as never)
  const options: ShellOptions = { home, devTools: false, devServer: undefined, traceStartup: false, databaseUrl: undefined }
  const uncaught = [...process.listeners('uncaughtException')]
  const unhandled = [...process.listeners('unhandledRejection')]
  const booted = boot(options, { links, trace: startupTrace() })
  function forget() {
    for (const listener of process.listeners('uncaughtException')) if (!uncaught.includes(listener)) process.off('uncaughtException', listener)
    for (const listener of process.listeners('unhandledRejection')) if (!unhandled.includes(listener)) process.off('unhandledRejection', listener)
  }
  return { ...double, booted, links, forget }
}

/** What the page does: hands one end of a channel to the preload, which passes it to the main process. */
function connect({ electron, windows }: Awaited<ReturnType<typeof bootOn>>) {
  const { port1, port2 } = new MessageChannel()
  const sender = windows[0]?.webContents
  electron.ipcMain.emit(portRequest, { sender, senderFrame: sender?.mainFrame, ports: [port2] })
  port1.start()
  const client: Client = createORPCClient(new RPCLink({ port: port1 as unknown as MessagePort }))
  return { client, close: () => port1.close() }
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

describe('the desktop program', () => {
  let program: Awaited<ReturnType<typeof bootOn>>
  let home: string

  beforeAll(async () => {
    home = await makeHome()
    await writeFile(
      join(home, 'config.json'),
      JSON.stringify({ settings: { theme: 'dark' }, window: { x: 50, y: 60, width: 1_300, height: 900, maximized: false } }),
    )
    program = await bootOn(home)
  })
  afterAll(() => program.forget())

  it('makes the window only when Electron is ready, with the look of last time', async () => {
    const { events, windows, electron, becomeReady } = program
    await expect.poll(() => events).toContain('wait for ready')
    expect(windows).toEqual([])
    becomeReady()
    await expect.poll(() => windows).toHaveLength(1)
    expect(windows[0]?.options).toMatchObject({
      show: false,
      webPreferences: { preload: join(root, 'out/preload/index.js') },
      backgroundColor: '#0e1114',
      x: 50,
      y: 60,
      width: 1_300,
      height: 900,
    })
    expect(electron.nativeTheme.themeSource).toBe('dark')
    expect(events.indexOf('serve app')).toBeLessThan(events.indexOf('window'))
    expect(events.indexOf('window')).toBeLessThan(events.indexOf('menu'))
    expect(events).toContain('load app://wheelhouse/')
    expect(events).not.toContain('show')
    windows[0]?.emit('ready-to-show')
    expect(events).toContain('show')
  })

  it('carries the host to the page, which sees it start', async () => {
    const { client, close } = connect(program)
    await vi.waitFor(async () => expect((await client.system.status({})).phase).toBe('ready'), { timeout: 20_000, interval: 50 })
    const { name } = await client.companies.create({ name: 'Acme', description: '' })
    expect(name).toBe('Acme')
    close()
  })

  it('wraps the key file with the system’s keychain when asked to, and says in words what that means without a window', async () => {
    const { client, close } = connect(program)
    const file = join(home, 'secrets', 'master.key')
    const passphrase = 'correct horse battery'
    const plain = (await readFile(file, 'utf8')).trim()
    await expect(client.vault.configure({ localEncrypted: { keychain: true } })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    const { text: kit } = await client.vault.exportKit({ passphrase })
    await client.vault.testKit({ kit, passphrase })
    await client.vault.configure({ localEncrypted: { keychain: true } })
    expect(await client.vault.status({})).toMatchObject({ state: 'open', keychain: 'wrapped' })
    expect(await readFile(file, 'latin1')).not.toContain(plain)
    const environment = { masterKey: undefined, masterKeyFile: undefined }
    const headless = nodeKeyStore({ folder: join(home, 'secrets'), config: fileConfig(join(home, 'config.json')), environment, keychain: null })
    await expect(headless.load()).rejects.toThrow(/wrapped by the keychain of the desktop program.* Start the desktop window, or restore/)
    await client.vault.configure({ localEncrypted: { keychain: false } })
    expect((await readFile(file, 'utf8')).trim()).toBe(plain)
    close()
  })

  it('gives other frames and pages no line to the host', () => {
    const { electron, windows } = program
    const { port1, port2 } = new MessageChannel()
    let closed = false
    const refused = Object.assign(port2, {
      close: () => {
        closed = true
      },
    })
    electron.ipcMain.emit(portRequest, { sender: windows[0]?.webContents, senderFrame: { url: 'app://wheelhouse/' }, ports: [refused] })
    expect(closed).toBe(true)
    port1.close()
  })

  it('is in reach of the command line, which the holder of the token may use', async () => {
    const file = JSON.parse(await readFile(join(home, 'run', 'host.json'), 'utf8'))
    expect(file).toMatchObject({ pid: process.pid, version: '1.2.3', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=/) })
  })

  it('follows the theme that is chosen in the page', async () => {
    const { client, close } = connect(program)
    await client.settings.update({ theme: 'light' })
    await expect.poll(() => program.electron.nativeTheme.themeSource).toBe('light')
    close()
  })

  it('keeps the policy: links are asked about, navigation, webviews and downloads refused', async () => {
    const { windows, events, session, electron, handlers } = program
    const contents = windows[0]?.webContents
    const prevented: string[] = []
    const event = (name: string, more = {}) => ({ preventDefault: () => prevented.push(name), ...more })
    for (const name of ['will-frame-navigate', 'will-redirect', 'will-attach-webview'])
      contents?.emit(name, event(name, { url: 'app://wheelhouse/x' }))
    session.emit('will-download', event('will-download'))
    expect(prevented).toEqual(['will-frame-navigate', 'will-redirect', 'will-attach-webview', 'will-download'])

    electron.dialog.answers.push(1, 0)
    for (const host of ['declined.example', 'accepted.example']) {
      expect(contents?.windowOpenHandler({ url: `https://${host}/` })).toEqual({ action: 'deny' })
      await expect.poll(() => events).toContain(`box: Open ${host}?`)
    }
    await expect.poll(() => events).toContain('open https://accepted.example/')
    expect(events).not.toContain('open https://declined.example/')

    const ask = handlers['permission request'] as (contents: unknown, name: string, answer: (yes: boolean) => void, details: object) => void
    const answers: boolean[] = []
    for (const name of ['notifications', 'media'])
      ask(null, name, (yes) => answers.push(yes), { requestingUrl: 'app://wheelhouse/', isMainFrame: true })
    expect(answers).toEqual([true, false])
  })

  it('brings the window forward for a second start, and goes where its link leads', () => {
    const { electron, events } = program
    events.length = 0
    electron.app.emit('second-instance', {}, ['wheelhouse', 'wheelhouse://settings'])
    expect(events).toContain('focus')
    expect(events).toContain('load app://wheelhouse/settings')
  })

  it('stops the host before it ends, and leaves the home free', async () => {
    const { electron, events } = program
    electron.app.quit()
    expect(events).not.toContain('ended')
    electron.app.emit('second-instance', {}, ['wheelhouse'])
    expect(events).toContain('relaunch')
    await vi.waitFor(() => expect(events).toContain('ended'), { timeout: 30_000 })
    const taken = await takeHomeLock(join(home, 'run'), 'headless')
    expect(taken).toHaveProperty('lock')
    if ('lock' in taken) await taken.lock.release()
    await expect(readFile(join(home, 'run', 'host.json'))).rejects.toThrow('ENOENT')
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toMatchObject({ window: { x: 10, y: 20, width: 1_200, height: 800 } })
  })
})

describe('a home that another Wheelhouse works with', () => {
  it('is left alone: the program leads to the other one, or ends', async () => {
    const home = await makeHome()
    await mkdir(join(home, 'run'))
    const holder = await takeHomeLock(join(home, 'run'), 'headless')
    if (!('lock' in holder)) throw new Error('the home was not free')
    const file = {
      url: 'http://127.0.0.1:1/#token=x',
      wsUrl: 'ws://127.0.0.1:1/rpc',
      token: 'x',
      pid: process.pid,
      version: '1',
      startedAt: new Date().toISOString(),
    }
    await writeFile(join(home, 'run', 'host.json'), JSON.stringify(file))

    const { events, becomeReady, booted, electron, forget } = await bootOn(home)
    electron.dialog.answers.push(0)
    becomeReady()
    const opened = () => events.find((event) => event.startsWith('open '))?.slice(5) ?? ''
    await expect.poll(opened).not.toBe('')
    expect(events).toContain('box: Wheelhouse is already running')
    expect(opened()).not.toContain('token')
    expect((await fetch(opened(), { redirect: 'manual' })).headers.get('location')).toBe(file.url)
    await booted
    await expect.poll(() => events.at(-1)).toBe('ended')
    forget()
    await holder.lock.release()
  })
})

describe('a link that starts the program', () => {
  it('is where its window begins', async () => {
    const home = await makeHome()
    await mkdir(join(home, 'run'))
    const { events, becomeReady, links, electron, forget } = await bootOn(home)
    links.add(parseDeepLink('wheelhouse://settings'))
    becomeReady()
    await expect.poll(() => events).toContain('load app://wheelhouse/settings')
    expect(events).not.toContain('load app://wheelhouse/')
    electron.app.quit()
    await vi.waitFor(() => expect(events.some((event) => event === 'ended' || event.startsWith('exit'))).toBe(true), { timeout: 30_000 })
    forget()
  })
})
