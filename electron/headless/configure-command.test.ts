import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { fileConfig } from '../adapters/node/config.ts'
import { settingsOfVault } from '../features/secrets/vault-settings.ts'
import { run } from './command-line.ts'

const reached = vi.hoisted(() => ({ client: null as unknown, closed: 0 }))
vi.mock('./reach.ts', () => ({ reachHost: async () => ({ client: reached.client, close: async () => void reached.closed++ }) }))

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wheelhouse-configure-'))
  const settings = settingsOfVault({ config: fileConfig(join(home, 'config.json')), strictModeForced: null })
  reached.client = {
    vault: {
      settings: settings.read,
      configure: ({ localEncrypted, ...change }: Record<string, object>) =>
        settings.change((present) => ({ ...present, ...change, localEncrypted: { ...present.localEncrypted, ...localEncrypted } })),
    },
  }
})
afterAll(() => rm(home, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

async function configure(...argv: string[]) {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text)
      return true
    })
  }
  const code = await run(['configure', ...argv, '--home', home])
  vi.restoreAllMocks()
  return { code, stderr: written.stderr, settings: written.stdout ? (JSON.parse(written.stdout) as unknown) : null }
}

describe('wheelhouse configure --section secrets', () => {
  it('changes what is given, prints the rest too, and keeps it in config.json', async () => {
    expect(await configure('--section', 'secrets')).toMatchObject({
      code: 0,
      settings: { strictMode: false, defaultProvider: 'local_encrypted', aws: null },
    })
    await configure('--section', 'secrets', '--strict-mode', 'on', '--key-file', 'keys/the.key')
    expect(await configure('--section=secrets', '--provider=aws_secrets_manager')).toMatchObject({
      settings: { strictMode: true, defaultProvider: 'aws_secrets_manager', localEncrypted: { keyFilePath: join(process.cwd(), 'keys/the.key') } },
    })
    expect(await configure('--section', 'secrets', '--key-file', 'default')).toMatchObject({ settings: { localEncrypted: { keyFilePath: null } } })
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toMatchObject({ secrets: { strictMode: true } })
    expect(reached.closed).toBe(4)
  })

  it('lays AWS settings over those that are set', async () => {
    expect(await configure('--section', 'secrets', '--aws-profile', 'ops')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--aws-region as well'),
    })
    await configure('--section', 'secrets', '--aws-region', 'eu-central-1', '--aws-profile', 'ops')
    expect(await configure('--section', 'secrets', '--aws-prefix', 'w/', '--aws-profile', '')).toMatchObject({
      settings: { aws: { region: 'eu-central-1', prefix: 'w/', profile: null, kmsKeyId: null, endpoint: null } },
    })
    expect(await configure('--section', 'secrets', '--aws-region', 'none')).toMatchObject({ settings: { aws: null } })
  })

  it.each([
    [['--section', 'fleet'], /--section secrets/],
    [[], /--section secrets/],
    [['--section', 'secrets', '--strict-mode', 'yes'], /--strict-mode takes on or off/],
    [['--section', 'secrets', '--provider', 'vault'], /--provider takes local_encrypted or aws_secrets_manager/],
    [['--section', 'secrets', '--key-file', ''], /--key-file takes the path/],
    [['--section', 'secrets', '--apply'], /has no such option/],
    [['--section', 'secrets', 'on'], /takes no operand/],
  ])('says what is wrong with %j', async (argv, why) => {
    expect(await configure(...argv)).toMatchObject({ code: 2, settings: null, stderr: expect.stringMatching(why) })
  })

  it('keeps its options to itself', async () => {
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
    expect(await run(['status', '--strict-mode', 'on', '--home', home])).toBe(2)
  })
})
