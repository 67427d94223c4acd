import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sensitiveReason } from './sensitive.ts'

// Put together here, so that no text in this file is taken for a real credential.
const made = (...parts: string[]) => parts.join('')
const hex = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
const random = 'q7Zk2mV9xW4tB8nR3yL6pD1c'

const byName: Array<[key: string, value: string]> = [
  ['API_TOKEN', 'abc'],
  ['GITHUB_TOKEN', 'anything'],
  ['TOKEN', 'x'],
  ['STRIPE_KEY', 'abc'],
  ['KEY', 'abc'],
  ['API_KEYS', 'a,b'],
  ['CLIENT_SECRET', 'hunter2'],
  ['SECRETS', 'a'],
  ['SECRET_KEY_BASE', 'short'],
  ['DB_PASSWORD', '1234'],
  ['PGPASSWORD', 'x'],
  ['PASSWORD', 'true-love'],
  ['PASSWORD_PROD', 'letmein'],
  ['MYSQL_ROOT_PASSWORD_2', 'letmein'],
  ['SMTP_PASSWD', 'letmein'],
  ['SMTP_PASS', 'letmein'],
  ['DB_PWD', 'letmein'],
  ['GPG_PASSPHRASE', 'correct horse'],
  ['GCP_CREDENTIALS', '{"type":"x"}'],
  ['CREDENTIAL', 'x'],
  ['SENTRY_DSN', 'https://abc@sentry.example/1'],
  ['DSN', 'orders'],
  ['AZURE_CONNECTION_STRING', 'UseDevelopmentStorage'],
  ['stripeApiKey', 'abc'],
  ['apikey', 'abc'],
  ['authToken', 'abc'],
  ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI'],
  ['SSH_PRIVATE_KEY', 'x'],
  ['API_TOKEN_1', 'abc'],
  ['JWT_SECRET', 'x'],
  ['MASKED_KEY', '/Ab1Cd2Ef3Gh4Ij5/Kl6Mn7Op8Qr9St0'],
]

const byValue: Array<[key: string, value: string]> = [
  ['A', made('gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8')],
  ['A', made('github_', 'pat_', '11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ')],
  ['A', made('glp', 'at-', 'aBcDeFgHiJkLmNoPqRsT')],
  ['A', made('xo', 'xb-', '123456789012-abcdefghijkl')],
  ['HOOK', made('https://hooks.sl', 'ack.com/services/', 'T00000000/B00000000/XXXXXXXXXXXX')],
  ['USER_ID', made('AK', 'IA', 'IOSFODNN7EXAMPLE')],
  ['A', made('sk', '_live_', '4eC39HqLyjWDarjtT1zdp7dc')],
  ['A', made('sk', '-ant-api03-', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ')],
  ['A', made('sk', '-proj-', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ')],
  ['A', made('AI', 'za', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q')],
  ['A', made('ey', 'JhbGciOiJIUzI1NiJ9.', 'ey', 'JzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N')],
  ['A', made('-----BEGIN RSA PRIV', 'ATE KEY-----\nMIIE\n-----END RSA PRIV', 'ATE KEY-----')],
  ['A', made('-----BEGIN OPENSSH PRIV', 'ATE KEY-----')],
  ['DATABASE_URL', made('postgres://orders:', 'hunter2', '@db.example/orders')],
  ['REDIS_URL', made('redis://:', 'hunter2', '@cache.example:6379')],
  ['ODBC', made('Server=db;User=sa;Pass', 'word=hunter2;')],
  ['LIBPQ', made('host=db user=x pass', 'word=hunter2')],
  ['CALLBACK', made('https://x.example/cb?access_', 'token=abcdefghijklmnop')],
  ['EXTRA_HEADER', made('Authorization: Bea', 'rer abcdefghijklmnop1234')],
  ['BLOB', random],
  ['BLOB', hex],
  ['BLOB', 'A1B2C-D3E4F-G5H6I-J7K8L-M9N0P'],
  ['BLOB', 'aGVsbG8gd29ybGQgdGhpcyBpcyBhIHRlc3Qx/2Vjc8mV0+9zKq=='],
]

const harmless: Array<[key: string, value: string]> = [
  ['TZ', 'Europe/Berlin'],
  ['PATH', '/usr/local/bin:/usr/bin:/bin'],
  ['HOME', '/home/deploy'],
  ['STORE_PATH', '/nix/store/4k2j8s9d7f6g5h4j3k2l1m0n9b8v7c6x-report-1.2.3/bin'],
  ['WINDOWS_PATH', 'C:\\Program Files\\Report'],
  ['PWD', '/work'],
  ['OLDPWD', '/work'],
  ['REQUEST_ID', '0198f3a0-7d2c-7000-8000-1f2e3d4c5b6a'],
  ['BUILD', '0198f3a0-7d2c-7000-8000-1f2e3d4c5b6a'],
  ['ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ['MONGO_ID', '507f1f77bcf86cd799439011'],
  ['SUBNET', 'subnet-0bb1c79de3b2a4f5c'],
  ['GIT_SHA', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['GIT_COMMIT', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['IMAGE_SHA256', hex],
  ['CHECKSUM', hex],
  ['IMAGE', `ghcr.io/acme/report@sha256:${hex}`],
  ['INTEGRITY', 'sha512-aGVsbG8gd29ybGQgdGhpcyBpcyBhIHRlc3Qx2Vjc8mV0'],
  ['SSH_PUBLIC_KEY', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB5Ld1 deploy@example'],
  ['HOST_LINE', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB5Ld1'],
  ['VERIFY_WITH', '-----BEGIN PUBLIC KEY-----\nMFkwEwYH\n-----END PUBLIC KEY-----'],
  ['CERT', '-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----'],
  ['SORT_KEY', 'created_at'],
  ['CACHE_KEY', 'orders:v2'],
  ['MAX_TOKENS', '4096'],
  ['TOKEN_LIMIT', '4096'],
  ['PASSWORD_MIN_LENGTH', '12'],
  ['PASSWORD_FILE', '/run/secrets/db'],
  ['SECRET_NAME', 'orders/db'],
  ['SECRET_ARN', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders'],
  ['TLS_KEY', '/etc/ssl/private/server.pem'],
  ['GOOGLE_APPLICATION_CREDENTIALS', '/etc/gcp/service-account.json'],
  ['USE_TOKEN', 'true'],
  ['REQUIRE_PASSWORD', 'false'],
  ['API_TOKEN', ''],
  ['API_TOKEN', '   '],
  ['AWS_ACCESS_KEY_ID', 'orders-reader'],
  ['MONKEY', 'banana'],
  ['KEYBOARD', 'de'],
  ['TOKENIZER', 'cl100k_base'],
  ['SECRETARY', 'Jane'],
  ['COMPASS', 'north'],
  ['BYPASS', 'cache'],
  ['PASS', 'second'],
  ['BASE_URL', 'https://api.example.com/v1/reports?limit=100'],
  ['GIT_REMOTE', 'https://deploy@git.example/acme/app.git'],
  ['DATABASE_URL', 'postgres://localhost/orders'],
  ['DATABASE_URL', `postgres://orders:\${DB_PASS}@db.example/orders`],
  ['TITLE', 'a perfectly ordinary sentence with 24 and more characters'],
  ['FLAG', 'my-very-long-feature-flag-name-that-is-enabled'],
  ['CLASS', 'com.example.reports.internal.AbstractReportWriterFactory'],
  ['RELEASE', 'release-2024-01-15-build-4711-candidate-2'],
  ['STAMP', '2024-01-15T10:30:00.000+02:00'],
  ['HOST', 'ec2-54-12-33-1.eu-west-1.compute.amazonaws.com'],
  ['MODEL', 'claude-sonnet-4-20250514-thinking-v2'],
  ['CSV', 'a1,b2,c3,d4,e5,f6,g7,h8,i9,j10,k11'],
  ['JSON', '{"a1b2":"c3d4","e5f6":"g7h8","i9j0":"k1l2"}'],
  ['PHONE', '+49 30 901820 0000 1234 5678'],
  ['NUMBER', '123456789012345678901234567890'],
  ['STRIPE_PUBLISHABLE_KEY', 'pk_test_abc'],
]

describe('sensitiveReason', () => {
  it.each(byName)('knows %s by its name', (key, value) => {
    expect(sensitiveReason(key, value)).toBe('name')
  })
  it.each(byValue)('knows the value of %s by its look: %s', (key, value) => {
    expect(sensitiveReason(key, value)).toBe('value')
  })
  it.each(harmless)('lets %s=%s be', (key, value) => {
    expect(sensitiveReason(key, value)).toBeNull()
  })

  it('recognises nearly everything a generator makes', () => {
    const alphabets = ['0123456789abcdef', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'abcdefghijklmnopqrstuvwxyz0123456789']
    const generated = fc
      .constantFrom(...alphabets)
      .chain((alphabet) => fc.array(fc.constantFrom(...alphabet), { minLength: 40, maxLength: 64 }).map((letters) => letters.join('')))
    let [seen, known] = [0, 0]
    fc.assert(
      fc.property(generated, (value) => {
        seen += 1
        if (sensitiveReason('PLAIN', value) === 'value') known += 1
      }),
      { numRuns: 2000, seed: 1 },
    )
    expect(known / seen).toBeGreaterThan(0.9)
  })

  it('answers hostile input quickly', () => {
    for (const text of [
      'a'.repeat(65_536),
      'A1'.repeat(32_768),
      '://'.repeat(20_000),
      'ey.'.repeat(20_000),
      'eyJ-'.repeat(16_000),
      'SG.aa'.repeat(12_000),
      'x://'.repeat(16_000),
      `x://${'a:'.repeat(30_000)}`,
    ]) {
      const started = performance.now()
      sensitiveReason('PLAIN', text)
      expect(performance.now() - started).toBeLessThan(1_000)
    }
  })
})
