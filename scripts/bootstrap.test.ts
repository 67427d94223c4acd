import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const bootstrap = resolve(import.meta.dirname, 'bootstrap.mjs')

function becoming(script: string) {
  const call = `(await import(${JSON.stringify(bootstrap)})).become(process.execPath, ['-e', ${JSON.stringify(script)}])`
  return spawnSync(process.execPath, ['--input-type=module', '-e', call], { encoding: 'utf8' })
}

it.skipIf(process.platform === 'win32')('ends as the program ended that it became', () => {
  expect(becoming('process.exit(7)').status).toBe(7)
  expect(becoming("process.kill(process.pid, 'SIGKILL')")).toMatchObject({ status: 137, stderr: '' })
})
