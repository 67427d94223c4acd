/** The services that keep values for us, opened as they are configured. An outage there is the failure of the runs that ask, and of nothing else. */
import type { SecretProviderId } from '#shared/contract/secrets.ts'
import type { AwsSettings, ProviderHealth, VaultSettings } from '#shared/contract/vault.ts'
import { type OpenAwsSecretsManager, ProviderFailure, type SecretProvider } from '../../ports/secret-provider.ts'

export type SecretProviders = ReturnType<typeof secretProviders>

/** A value to be read: `version` is the provider's own name of it, or `currentThere`. */
export interface ExternalValue {
  provider: SecretProviderId
  ref: string
  version: string
}

/** Stored in place of a provider's version for a reference that follows whatever is current at the provider. */
export const currentThere = 'current'

/** How many requests go to a provider at once: enough for forty secrets in a second, few enough not to be slowed down. */
const atOnce = 8

interface Needs {
  openAwsSecretsManager: OpenAwsSecretsManager
  settings: () => Promise<VaultSettings>
}

export function secretProviders({ openAwsSecretsManager, settings }: Needs) {
  let opened: { aws: AwsSettings; provider: SecretProvider } | null = null

  /** Throws ProviderFailure while it is not configured. */
  async function provider(id: SecretProviderId): Promise<SecretProvider> {
    const { aws } = await settings()
    if (id !== 'aws_secrets_manager' || !aws) throw new ProviderFailure('not_configured', 'AWS Secrets Manager is not set up.')
    if (JSON.stringify(opened?.aws) !== JSON.stringify(aws)) opened = { aws, provider: openAwsSecretsManager(aws) }
    return (opened as NonNullable<typeof opened>).provider
  }

  async function readOne({ provider: id, ref, version }: ExternalValue): Promise<{ value: string; version: string } | ProviderFailure> {
    try {
      return await (await provider(id)).read(ref, version === currentThere ? null : version)
    } catch (error) {
      if (error instanceof ProviderFailure) return error
      throw error
    }
  }

  return {
    provider,

    /** Reads every value, each once, and answers in the order asked; one that cannot be had is its failure. */
    async read(wanted: readonly ExternalValue[]): Promise<Array<{ value: string; version: string } | ProviderFailure>> {
      const answers = new Map<string, { value: string; version: string } | ProviderFailure>()
      const different = [...new Map(wanted.map((one) => [JSON.stringify(one), one]))]
      const worker = async () => {
        for (let next = different.pop(); next; next = different.pop()) answers.set(next[0], await readOne(next[1]))
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      return wanted.map((one) => answers.get(JSON.stringify(one)) as { value: string; version: string } | ProviderFailure)
    },

    async health(): Promise<ProviderHealth[]> {
      if (!(await settings()).aws) return []
      return [await (await provider('aws_secrets_manager')).health()]
    },
  }
}
