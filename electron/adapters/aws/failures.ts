/** What a failed request to AWS means. The service's own words are not repeated: they may quote the request. */
import { ProviderFailure, type ProviderFailureCode } from '../../ports/secret-provider.ts'

const codes: Record<string, ProviderFailureCode> = {
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  CredentialsProviderError: 'credentials_missing',
  TokenProviderError: 'credentials_missing',
  ExpiredTokenException: 'credentials_expired',
  ExpiredToken: 'credentials_expired',
  TokenRefreshRequired: 'credentials_expired',
  AccessDeniedException: 'denied',
  AccessDenied: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidClientTokenId: 'denied',
  InvalidSignatureException: 'denied',
  SignatureDoesNotMatch: 'denied',
  DecryptionFailure: 'denied',
  EncryptionFailure: 'denied',
  ResourceNotFoundException: 'missing',
  InternalServiceError: 'unreachable',
  ServiceUnavailable: 'unreachable',
  TimeoutError: 'unreachable',
}

const sentences: Record<ProviderFailureCode, (region: string) => string> = {
  throttled: () => 'AWS Secrets Manager asks to slow down.',
  credentials_missing: () => 'No AWS credentials were found.',
  credentials_expired: () => 'The AWS credentials have expired.',
  denied: () => 'AWS Secrets Manager denied the request.',
  missing: (region) => `AWS Secrets Manager has no such secret or version in ${region}.`,
  unreachable: (region) => `AWS Secrets Manager in ${region} does not answer.`,
  refused: () => 'AWS Secrets Manager refused the request.',
  not_configured: () => 'AWS Secrets Manager is not set up.',
}

interface Failed {
  name?: string
  message?: string
  code?: string
  errno?: number
  $metadata?: { httpStatusCode?: number }
}

/** Names the failure. A secret that waits for its deletion reads as missing, as it would an hour later. */
export function failureOf(error: unknown, region: string): ProviderFailure {
  const failed = (error ?? {}) as Failed
  return failure(codeOf(failed), region)
}

function failure(code: ProviderFailureCode, region: string): ProviderFailure {
  return new ProviderFailure(code, sentences[code](region))
}

function codeOf({ name = '', message = '', code, errno, $metadata }: Failed): ProviderFailureCode {
  const known = codes[name]
  if (known) return known
  if (name === 'InvalidRequestException' && /marked for deletion|scheduled for deletion/i.test(message)) return 'missing'
  if (errno !== undefined || code?.startsWith('E')) return 'unreachable'
  const status = $metadata?.httpStatusCode ?? 0
  if (status === 429) return 'throttled'
  return status >= 500 ? 'unreachable' : 'refused'
}
