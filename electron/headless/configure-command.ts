/** `configure --section secrets`: changes how the vault is set up, through the host, and prints what then counts. */
import { resolve } from 'node:path'
import type { ParseArgsOptionsConfig } from 'node:util'
import type { AwsSettings, VaultChange } from '#shared/contract/vault.ts'
import { printJson, UsageProblem } from './output.ts'
import { reachHost } from './reach.ts'

/** What the command takes; the rest of the command line knows these names from here. */
export const configureOptions = {
  section: { type: 'string' },
  'strict-mode': { type: 'string' },
  provider: { type: 'string' },
  'key-file': { type: 'string' },
  keychain: { type: 'string' },
  'aws-region': { type: 'string' },
  'aws-prefix': { type: 'string' },
  'aws-kms-key-id': { type: 'string' },
  'aws-endpoint': { type: 'string' },
  'aws-profile': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

type Values = { [name in keyof typeof configureOptions]?: string | undefined }

const providers = ['local_encrypted', 'aws_secrets_manager'] as const

/** Changes the settings that are given, and prints all of the section. */
export async function configure(home: string, values: Values): Promise<void> {
  if (values.section !== 'secrets') throw new UsageProblem('configure needs --section secrets, the one section it knows.')
  const change = changeIn(values)
  const { client, close } = await reachHost(home)
  try {
    const aws = awsIn(values, (await client.vault.settings({})).aws)
    await printJson(await client.vault.configure({ ...change, ...(aws === undefined ? {} : { aws }) }))
  } finally {
    await close()
  }
}

function changeIn(values: Values): VaultChange {
  const [strictMode, keychain, keyFile] = [onOff(values, 'strict-mode'), onOff(values, 'keychain'), values['key-file']]
  const provider = providers.find((name) => name === values.provider)
  if (values.provider !== undefined && !provider) throw new UsageProblem(`--provider takes ${providers.join(' or ')}.`)
  if (keyFile === '') throw new UsageProblem('--key-file takes the path of a file, or the word default.')
  return {
    ...(strictMode === undefined ? {} : { strictMode }),
    ...(provider ? { defaultProvider: provider } : {}),
    localEncrypted: {
      ...(keychain === undefined ? {} : { keychain }),
      ...(keyFile === undefined ? {} : { keyFilePath: keyFile === 'default' ? null : resolve(keyFile) }),
    },
  }
}

function onOff(values: Values, name: 'strict-mode' | 'keychain'): boolean | undefined {
  const value = values[name]
  if (value === undefined) return undefined
  if (value !== 'on' && value !== 'off') throw new UsageProblem(`--${name} takes on or off.`)
  return value === 'on'
}

/** What is given laid over what is set; null turns the provider off, undefined leaves it as it is. */
function awsIn(values: Values, present: AwsSettings | null): AwsSettings | null | undefined {
  const given = Object.entries(values).some(([name, value]) => name.startsWith('aws-') && value !== undefined)
  if (!given) return undefined
  if (values['aws-region'] === 'none') return null
  const region = values['aws-region'] ?? present?.region
  if (region === undefined) throw new UsageProblem('AWS Secrets Manager needs --aws-region as well.')
  const orNull = (value: string | undefined, before: string | null) => (value === undefined ? before : value || null)
  return {
    region,
    prefix: values['aws-prefix'] ?? present?.prefix ?? 'wheelhouse/',
    kmsKeyId: orNull(values['aws-kms-key-id'], present?.kmsKeyId ?? null),
    endpoint: orNull(values['aws-endpoint'], present?.endpoint ?? null),
    profile: orNull(values['aws-profile'], present?.profile ?? null),
  }
}
