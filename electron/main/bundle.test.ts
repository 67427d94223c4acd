/** What the bundler makes of the shell: looked at, and run. The only thing replaced is the module `electron` itself. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'electron-vite'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readHostFile } from '../headless/host-file.ts'
import { connect } from '../transport/socket-client.ts'

const root = join(import.meta.dirname, '../..')
let folder: string
let out: (...parts: string[]) => string
let child: ChildProcess | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelhouse-bundle-'))
  out = (...parts) => join(folder, 'out', ...parts)
  for (const needed of ['migrations', 'resources', 'node_modules']) await symlink(join(root, needed), join(folder, needed))
  // The renderer is left out: it has a build of its own to be tested by.
  const configFile = join(folder, 'electron.vite.config.ts')
  const whole = JSON.stringify(join(root, 'electron.vite.config.ts'))
  await writeFile(configFile, `import whole from ${whole}\nexport default { main: whole.main, preload: whole.preload }\n`)
  await build({ root, configFile, logLevel: 'silent', ignoreConfigWarning: true, mode: 'production', build: { outDir: out() } })
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
}, 60_000)

afterAll(async () => {
  child?.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

async function scriptsIn(...parts: string[]) {
  const names = await readdir(out(...parts), { recursive: true })
  return Promise.all(names.filter((name) => name.endsWith('.js')).map(async (name) => ({ name, text: await readFile(out(...parts, name), 'utf8') })))
}

/** Packages a script asks for: whatever stands where a module is named and reads like a package. */
function packagesOf(text: string): string[] {
  const named = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*(["'`])((?:@[\w-]+\/)?[a-z][\w./-]*)\1/g)].map(
    ([, , name]) => name ?? '',
  )
  return named.filter((name) => !isBuiltin(name))
}

it('makes the preload one classic script that needs nothing but electron', async () => {
  const scripts = await scriptsIn('preload')
  expect(scripts.map(({ name }) => name)).toEqual(['index.js'])
  const text = scripts[0]?.text ?? ''
  expect(packagesOf(text)).toEqual(['electron'])
  expect(text).not.toMatch(/^\s*(import|export)\b/m)
  expect(text.length).toBeLessThan(2_000)
})

it('keeps the code before the window small, and leaves the rest to later chunks', async () => {
  const index = await readFile(out('main', 'index.js'), 'utf8')
  expect(index.length).toBeLessThan(40_000)
  const total = (await scriptsIn('main')).filter(({ name }) => /^(index|chunks.boot)/.test(name)).reduce((sum, { text }) => sum + text.length, 0)
  expect(total).toBeLessThan(1_000_000)
})

/** Names that stand in a bundle and are never loaded: pg tries a native helper, the AWS SDK says how to get signers that we have no use for. */
const neverLoaded = new Set(['electron', 'pg-native', '@aws-sdk/signature-v4-crt', '@aws-sdk/signature-v4a'])

it('carries everything it needs, and nothing of the dev server', async () => {
  for (const { name, text } of await scriptsIn('main')) {
    const outside = packagesOf(text).filter((needed) => !neverLoaded.has(needed))
    expect([name, outside]).toEqual([name, []])
    expect([name, /ELECTRON_RENDERER_URL|localhost:5173|\/@vite\/client/.test(text)]).toEqual([name, false])
  }
})

it('runs: the window is made, the host comes up, and all of it stops in order', async () => {
  const home = join(folder, 'home')
  await mkdir(home)
  const double = pathToFileURL(join(root, 'electron/main/electron-double.ts')).href
  await writeFile(
    join(folder, 'electron.mjs'),
    `import { electronDouble } from ${JSON.stringify(double)}
    const { electron, becomeReady } = electronDouble({ appPath: ${JSON.stringify(folder)}, onEvent: (event) => { process.send(event); if (event === 'ended') process.disconnect() } })
    export const { app, BrowserWindow, crashReporter, dialog, ipcMain, Menu, nativeTheme, powerMonitor, protocol, safeStorage, screen, session, shell, systemPreferences } = electron
    process.on('message', (word) => (word === 'ready' ? becomeReady() : app.quit()))`,
  )
  await writeFile(
    join(folder, 'hooks.mjs'),
    `import { registerHooks } from 'node:module'
    const url = ${JSON.stringify(pathToFileURL(join(folder, 'electron.mjs')).href)}
    registerHooks({ resolve: (name, context, next) => (name === 'electron' ? { url, shortCircuit: true } : next(name, context)) })`,
  )
  const events: string[] = []
  let errors = ''
  const program = fork(out('main', 'index.js'), ['--home', home], {
    execArgv: ['--import', pathToFileURL(join(folder, 'hooks.mjs')).href],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child = program
  program.on('message', (event) => events.push(event as string))
  program.stderr?.on('data', (chunk) => {
    errors += String(chunk)
  })
  const ended = new Promise<number | null>((resolve) => program.on('exit', resolve))

  await vi.waitFor(() => expect(events).toContain('wait for ready'), { timeout: 30_000 })
  program.send('ready')
  await vi.waitFor(() => expect(events).toContain('menu'), { timeout: 30_000 })
  const file = await vi.waitFor(
    async () => {
      const found = await readHostFile(home)
      expect(found).not.toBeNull()
      return found
    },
    { timeout: 30_000 },
  )
  const { client, close } = await connect({ wsUrl: file?.wsUrl ?? '', token: file?.token ?? '' })
  await vi.waitFor(async () => expect((await client.system.status({})).phase).toBe('ready'), { timeout: 20_000, interval: 100 })
  close()
  program.send('quit')
  expect(await ended).toBe(0)
  expect(errors).toBe('')
  expect(await readHostFile(home)).toBeNull()
}, 60_000)
