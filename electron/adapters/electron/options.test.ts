import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { shellOptions } from './options.ts'

afterEach(() => vi.unstubAllEnvs())

it('takes the home from the command line, then from the environment, then the usual one', () => {
  const env = { WHEELHOUSE_HOME: '/from/environment' }
  expect(shellOptions(['.', '--home', 'data'], env).home).toBe(resolve('data'))
  expect(shellOptions(['.', '--home=/from/line'], env).home).toBe(resolve('/from/line'))
  expect(shellOptions(['.'], env).home).toBe(resolve('/from/environment'))
  expect(shellOptions(['.', '--home='], {}).home).toBe(join(homedir(), '.wheelhouse', 'instances', 'default'))
})

it('lets Chromium’s switches and links through', () => {
  const options = shellOptions(['--no-first-run', '--enable-features=A,B', 'wheelhouse://settings', '--devtools'], {})
  expect(options).toMatchObject({ devTools: true, traceStartup: false, databaseUrl: undefined })
})

it('knows a dev server only while developing', () => {
  const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173' }
  expect(shellOptions([], env)).toMatchObject({ devServer: 'http://localhost:5173', devTools: true })
  vi.stubEnv('DEV', false)
  expect(shellOptions([], env)).toMatchObject({ devServer: undefined, devTools: false })
})
