/** What only a real Electron can show: the window, the walls around its page, and the way out. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { electronBinary, expect, root, startProgram, test, whyNot } from './program.ts'

test.skip(electronBinary() === null, whyNot)

test('the window appears, and its page talks to the host', async ({ program: { app, page } }) => {
  await expect(page.getByRole('heading', { name: 'Welcome to Wheelhouse' })).toBeVisible()
  expect(page.url()).toMatch(/^app:\/\/wheelhouse\//)
  const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))
  expect(windows).toEqual([true])
})

test('the page is isolated, sandboxed and without Node', async ({ program: { app, page } }) => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false })
  expect(preferences['webSecurity'] ?? true).toBe(true)
  const seen = await page.evaluate(() => ['require', 'process', 'module', 'ipcRenderer', 'electron'].filter((name) => name in globalThis))
  expect(seen).toEqual([])
})

test('every answer carries the content policy, and files are out of reach', async ({ program: { page } }) => {
  const policy = await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'))
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  const file = await page.evaluate(() =>
    fetch('file:///etc/hosts').then(
      () => 'read',
      () => 'refused',
    ),
  )
  expect(file).toBe('refused')
  const network = await page.evaluate(() =>
    fetch('https://example.org/').then(
      () => 'read',
      () => 'refused',
    ),
  )
  expect(network).toBe('refused')
  // As text: the test itself may not make code out of strings either.
  const inline = await page.evaluate('(() => { try { return new Function("return 1")() } catch { return "refused" } })()')
  expect(inline).toBe('refused')
})

test('the page goes nowhere and opens nothing', async ({ program: { app, page } }) => {
  await app.evaluate(({ dialog, shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    Object.assign(dialog, { showMessageBox: async () => ({ response: 1 }) })
    Object.assign(shell, { openExternal: async (url: string) => void opened.push(url) })
  })
  const before = page.url()
  await page.evaluate(() => {
    location.href = 'https://example.org/'
  })
  const child = await page.evaluate(() => window.open('https://example.org/') === null)
  expect(child).toBe(true)
  expect(page.url()).toBe(before)
  expect(app.windows()).toHaveLength(1)
  expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([])
})

test('permissions are refused, but for those on the list', async ({ program: { page } }) => {
  const state = (name: string) => page.evaluate(async (each) => (await navigator.permissions.query({ name: each as PermissionName })).state, name)
  expect(await state('geolocation')).toBe('denied')
  expect(await state('camera')).toBe('denied')
  expect(await state('notifications')).toBe('granted')
})

test('a second start brings the first window forward and ends', async ({ program: { app, page, home } }) => {
  await expect(page.getByRole('heading', { name: 'Welcome to Wheelhouse' })).toBeVisible()
  const second = spawn(electronBinary() ?? '', [root, '--home', home, 'wheelhouse://settings'], { stdio: 'ignore' })
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
  await expect(page).toHaveURL(/\/settings$/)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('a crashed page comes back where it was', async ({ program: { app, page } }) => {
  await expect(page.getByRole('heading', { name: 'Welcome to Wheelhouse' })).toBeVisible()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.querySelector("h1")?.textContent'),
      ),
    )
    .toBe('Welcome to Wheelhouse')
})

test('quitting stops the host and its database, and the next start finds all of it', async ({ home }) => {
  const first = await startProgram(home)
  await first.page.getByRole('button', { name: 'Start empty' }).click()
  await first.page.getByRole('button', { name: 'Create company' }).click()
  await expect(first.page.getByRole('link', { name: 'Go to My company' })).toBeVisible()
  const exited = new Promise((resolve) => first.app.process().once('exit', resolve))
  await first.app
    .evaluate(({ app }) => app.quit())
    .catch(() => {
      // The connection may end before the answer comes.
    })
  expect(await exited).toBe(0)
  expect(existsSync(join(home, 'db', 'postmaster.pid'))).toBe(false)
  expect(existsSync(join(home, 'run', 'host.json'))).toBe(false)

  const second = await startProgram(home)
  await expect(second.page.getByText('My company').first()).toBeVisible()
  await second.app.close()
})
