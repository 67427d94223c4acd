/** A service that keeps secret values for us. Asked only by features/secrets; no answer of it is trusted or logged. */
import type { SecretProviderId } from '#shared/contract/secrets.ts'
import type { AwsSettings, ProviderHealth } from '#shared/contract/vault.ts'

/** Where a secret of ours is kept: the provider makes a name of its own from it. */
export interface ProviderPlace {
  instanceId: string
  companyId: string
  secretId: string
}

export interface SecretProvider {
  readonly id: Exclude<SecretProviderId, 'local_encrypted'>
  /** Makes a secret. Answers its reference and the name of the first version. */
  create(place: ProviderPlace, value: string): Promise<{ ref: string; version: string }>
  /** Adds a version and makes it current. Safe to repeat with the same `token`. */
  addVersion(ref: string, value: string, token: string): Promise<{ version: string }>
  /** Reads one version, or when `version` is null the current one, or the one at the stage that `ref` names (`name#STAGE`). Throws ProviderFailure. */
  read(ref: string, version: string | null): Promise<{ value: string; version: string }>
  /** One page of what could be linked: names and references, no values. */
  list(request: { query: string; cursor: string | undefined }): Promise<{ items: Array<{ ref: string; name: string }>; nextCursor: string | null }>
  /** Marks a secret we made for deletion at the provider, with its recovery window. */
  remove(ref: string): Promise<void>
  health(): Promise<ProviderHealth>
}

export type OpenAwsSecretsManager = (settings: AwsSettings) => SecretProvider

export type ProviderFailureCode =
  | 'not_configured'
  | 'throttled'
  | 'credentials_missing'
  | 'credentials_expired'
  | 'denied'
  | 'missing'
  | 'unreachable'
  | 'refused'

/** The provider could not do it. `message` is a sentence for a person, without a value and without the service's own text. */
export class ProviderFailure extends Error {
  readonly code: ProviderFailureCode
  constructor(code: ProviderFailureCode, message: string) {
    super(message)
    this.name = 'ProviderFailure'
    this.code = code
  }
}
