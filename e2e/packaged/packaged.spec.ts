/** The package as installed: its own Postgres makes a cluster and serves it, and a company made on the screen is in it. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '../../electron/transport/socket-client.ts'
import { expect, packagedProgram, test } from './program.ts'

test.skip(packagedProgram() === null, 'no packaged program is in dist/ (npm run package makes it)')

test('starts, makes its database, and keeps a company that is made on the screen', async ({ packaged: { page, home } }) => {
  await page.getByRole('button', { name: 'Start empty' }).click()
  await page.getByRole('textbox', { name: 'Name' }).first().fill('Packaged company')
  await page.getByRole('button', { name: 'Create company' }).click()
  await expect(page.getByRole('link', { name: 'Go to Packaged company' })).toBeVisible()
  expect(page.url()).toMatch(/^app:\/\/wheelhouse\//)

  const { wsUrl, token } = JSON.parse(await readFile(join(home, 'run', 'host.json'), 'utf8'))
  const { client, close } = await connect({ wsUrl, token })
  const { database } = await client.system.about({})
  expect(database).toMatchObject({ kind: 'embedded' })
  expect(database.schema).toBeGreaterThan(0)
  expect((await client.companies.list({})).map(({ name }) => name)).toEqual(['Packaged company'])
  close()
  expect(existsSync(join(home, 'db', 'PG_VERSION'))).toBe(true)
})

test('has nothing of Node in its page', async ({ packaged: { page } }) => {
  expect(await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis))).toEqual([])
})
