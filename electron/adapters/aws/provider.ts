/**
 * AWS Secrets Manager behind the provider port. What we make lies in a namespace of its own, `<prefix><instance>/<company>/<secret>`;
 * what others made is only ever read. Credentials come from the AWS default chain and are never kept by us.
 */
import type { ListSecretsCommandOutput, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { AwsSettings } from '#shared/contract/vault.ts'
import { type OpenAwsSecretsManager, ProviderFailure, type ProviderPlace, type SecretProvider } from '../../ports/secret-provider.ts'
import { failureOf } from './failures.ts'
import { sdk } from './sdk.ts'

/** Milliseconds that one request may take to connect, and in all, before the service counts as unreachable. */
const connectMs = 2_000
const answerMs = 6_000
const attempts = 3
/** Days in which a deleted secret can be brought back at AWS; its own least. */
const recoveryDays = 7
const valueBytes = 65_536

export const openAwsSecretsManager: OpenAwsSecretsManager = (settings) => {
  let client: Promise<SecretsManagerClient> | null = null

  /** Sends one command. Throws ProviderFailure for whatever goes wrong. */
  async function send<Output>(ask: (client: SecretsManagerClient, aws: Awaited<ReturnType<typeof sdk>>) => Promise<Output>): Promise<Output> {
    try {
      client ??= connect(settings)
      return await ask(await client, await sdk())
    } catch (error) {
      throw error instanceof ProviderFailure ? error : failureOf(error, settings.region)
    }
  }

  return {
    id: 'aws_secrets_manager',

    async create(place, value) {
      const answer = await send((to, aws) =>
        to.send(
          new aws.CreateSecretCommand({
            Name: nameOf(settings, place),
            SecretString: value,
            // The same for every try, so that one whose answer got lost makes no second secret.
            ClientRequestToken: place.secretId,
            ...(settings.kmsKeyId ? { KmsKeyId: settings.kmsKeyId } : {}),
            Tags: [
              { Key: 'wheelhouse:instance', Value: place.instanceId },
              { Key: 'wheelhouse:company', Value: place.companyId },
            ],
          }),
        ),
      )
      return { ref: named(answer.ARN), version: named(answer.VersionId) }
    },

    async addVersion(ref, value, token) {
      const answer = await send((to, aws) =>
        to.send(new aws.PutSecretValueCommand({ SecretId: ref, SecretString: value, ClientRequestToken: token })),
      )
      return { version: named(answer.VersionId) }
    },

    async read(ref, version) {
      const { id, stage } = partsOf(ref)
      const which = version ? { VersionId: version } : { VersionStage: stage }
      const answer = await send((to, aws) => to.send(new aws.GetSecretValueCommand({ SecretId: id, ...which })))
      return { value: usable(answer.SecretString), version: named(answer.VersionId) }
    },

    async list({ query, cursor }) {
      const answer = await send(
        (to, aws): Promise<ListSecretsCommandOutput> =>
          to.send(
            new aws.ListSecretsCommand({
              MaxResults: 100,
              ...(query ? { Filters: [{ Key: 'name', Values: [query] }] } : {}),
              ...(cursor ? { NextToken: cursor } : {}),
            }),
          ),
      )
      const items = (answer.SecretList ?? []).flatMap(({ ARN, Name }) => (ARN && Name && !isOurs(settings, Name) ? [{ ref: ARN, name: Name }] : []))
      return { items, nextCursor: answer.NextToken ?? null }
    },

    async remove(ref) {
      try {
        await send((to, aws) => to.send(new aws.DeleteSecretCommand({ SecretId: ref, RecoveryWindowInDays: recoveryDays })))
      } catch (error) {
        if (!(error instanceof ProviderFailure) || error.code !== 'missing') throw error
      }
    },

    async health() {
      const about = { provider: 'aws_secrets_manager' as const, configured: true }
      try {
        await send((to, aws) => to.send(new aws.ListSecretsCommand({ MaxResults: 1 })))
      } catch (error) {
        if (!(error instanceof ProviderFailure)) throw error
        return { ...about, state: 'critical', detail: `${error.message} Runs that need a secret kept there do not start.`, fix: fixes[error.code] }
      }
      if (settings.endpoint?.startsWith('http://') && !isLoopback(settings.endpoint)) {
        const detail = `Values travel unencrypted to ${settings.endpoint}.`
        return { ...about, state: 'warning', detail, fix: 'Use an address that starts with https://.' }
      }
      return { ...about, state: 'pass', detail: `Answers in ${settings.region}. Own secrets lie under ${settings.prefix || 'no prefix'}.`, fix: '' }
    },
  } satisfies SecretProvider
}

async function connect({ region, endpoint, profile }: AwsSettings): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await sdk()
  return new SecretsManagerClient({
    region,
    maxAttempts: attempts,
    ...(endpoint ? { endpoint } : {}),
    ...(profile ? { profile } : {}),
    requestHandler: { connectionTimeout: connectMs, requestTimeout: answerMs, throwOnRequestTimeout: true },
  })
}

function nameOf({ prefix }: AwsSettings, { instanceId, companyId, secretId }: ProviderPlace): string {
  return `${prefix}${instanceId}/${companyId}/${secretId}`
}

const ours = /^[0-9a-f-]{36}\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/

/** A secret that this or another installation of Wheelhouse made: no reference to link to. */
function isOurs({ prefix }: AwsSettings, name: string): boolean {
  return name.startsWith(prefix) && ours.test(name.slice(prefix.length))
}

/** Takes `name#STAGE` apart. `#` is no character of AWS names, so that a reference can say which stage it means. */
function partsOf(ref: string): { id: string; stage: string } {
  const [id = '', stage = 'AWSCURRENT'] = ref.split('#', 2)
  return { id, stage }
}

/** Throws ProviderFailure for a value that no environment variable can hold. */
function usable(value: string | undefined): string {
  if (value === undefined)
    throw new ProviderFailure('refused', 'The secret at AWS Secrets Manager holds binary data, which no environment variable can.')
  if (value.includes('\0') || Buffer.byteLength(value) > valueBytes) {
    throw new ProviderFailure(
      'refused',
      'The secret at AWS Secrets Manager is longer than 64 KiB or holds a NUL character, so no environment variable can hold it.',
    )
  }
  return value
}

function named(text: string | undefined): string {
  if (!text) throw new ProviderFailure('refused', 'AWS Secrets Manager gave an answer without the parts it promises.')
  return text
}

function isLoopback(address: string): boolean {
  const { hostname } = new URL(address)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}

const fixes: Record<ProviderFailure['code'], string> = {
  throttled: 'Wait a minute, or ask AWS for a higher request rate.',
  credentials_missing: 'Sign in with the AWS command line, or name a profile that has credentials.',
  credentials_expired: 'Sign in to AWS again.',
  denied: 'Allow these credentials ListSecrets, GetSecretValue, CreateSecret, PutSecretValue and DeleteSecret, and the KMS key.',
  missing: 'Check the region and the name.',
  unreachable: 'Check the network, the region and the endpoint.',
  refused: 'Check the region, the prefix and the KMS key.',
  not_configured: 'Set it up in Settings, or with `wheelhouse configure --section secrets`.',
}
