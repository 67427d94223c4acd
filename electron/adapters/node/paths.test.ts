import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultHome, nodePaths } from './paths.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wh-paths-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const mode = (path: string) => statSync(path).mode & 0o777

test('the default home is WHEELHOUSE_HOME, else that of this user', () => {
  expect(defaultHome({ WHEELHOUSE_HOME: 'somewhere' })).toBe(resolve('somewhere'))
  expect(defaultHome({})).toBe(join(homedir(), '.wheelhouse/instances/default'))
  expect(defaultHome({ WHEELHOUSE_HOME: '' })).toBe(join(homedir(), '.wheelhouse/instances/default'))
})

test('makes the folders that only their owner may enter, but not that of the database', () => {
  const paths = nodePaths(join(folder, 'a', 'home'), '/app')
  expect(mode(paths.home)).toBe(process.getuid?.() === 0 ? 0o711 : 0o700)
  for (const each of [paths.secrets, paths.logs, paths.runs, paths.backups, paths.run]) expect(mode(each)).toBe(0o700)
  expect(existsSync(paths.db)).toBe(false)
  expect(paths).toMatchObject({ migrations: '/app/migrations', sample: '/app/resources/sample', configFile: join(paths.home, 'config.json') })
})

test('closes folders that somebody opened', () => {
  const home = join(folder, 'home')
  mkdirSync(join(home, 'secrets'), { recursive: true })
  chmodSync(join(home, 'secrets'), 0o777)
  expect(mode(nodePaths(home, '/app').secrets)).toBe(0o700)
})
