import * as z from 'zod'
import { inCompany, nothing, procedure, text } from './base.ts'
import { secretProvider } from './secrets.ts'

/** Where the master key comes from, the first that is set: environment, environment naming a file, configuration, the home's own file. */
export const keySource = z.enum(['environment', 'environment_file', 'config_file', 'home_file'])

export const providerHealth = z.object({
  provider: secretProvider,
  configured: z.boolean(),
  state: z.enum(['pass', 'warning', 'critical']),
  detail: z.string(),
  fix: z.string(),
})
export type ProviderHealth = z.infer<typeof providerHealth>

export const awsSettings = z.object({
  region: text(64).refine((r) => /^[a-z0-9-]{1,64}$/.test(r), 'must be a region such as eu-central-1'),
  /** Every secret this installation makes starts with it, followed by its instance id: `wheelhouse/`. */
  prefix: text(100)
    .refine((p) => /^[A-Za-z0-9/_+=.@-]{0,100}$/.test(p), 'may hold letters, digits and /_+=.@-')
    .default('wheelhouse/'),
  kmsKeyId: text(2048).nullable().default(null),
  /** Another address than the region's own, for a private endpoint. */
  endpoint: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** Profile of the shared AWS configuration; null for the default chain. Credentials are never stored here. */
  profile: text(128).nullable().default(null),
})
export type AwsSettings = z.infer<typeof awsSettings>

/** Section `secrets` of config.json. */
export const vaultSettings = z.object({
  strictMode: z.boolean().default(false),
  defaultProvider: secretProvider.default('local_encrypted'),
  localEncrypted: z
    .object({
      /** Absolute; null for the home's own file. */
      keyFilePath: text(4096).nullable().default(null),
      /** Wraps the key file with the system's keychain once a recovery kit of the key was tested; it then opens in the desktop window only. */
      keychain: z.boolean().default(false),
    })
    .default({ keyFilePath: null, keychain: false }),
  aws: awsSettings.nullable().default(null),
})
export type VaultSettings = z.infer<typeof vaultSettings>

/** What `configure` changes: the fields given, the rest stays. */
export const vaultChange = z.object({
  strictMode: z.boolean().optional(),
  defaultProvider: secretProvider.optional(),
  localEncrypted: z.object({ keyFilePath: text(4096).nullable().optional(), keychain: z.boolean().optional() }).optional(),
  aws: awsSettings.nullable().optional(),
})
export type VaultChange = z.infer<typeof vaultChange>

export const vaultStatus = z.object({
  state: z.enum(['open', 'locked']),
  /** Why it is locked, and the one thing to do; empty while it is open. */
  reason: z.string(),
  fix: z.string(),
  keyId: z.string().nullable(),
  keySource,
  keyLocation: z.string(),
  /** Whether the system's keychain wraps the file in addition. */
  keychain: z.enum(['wrapped', 'available', 'none']),
  warnings: z.array(z.object({ detail: z.string(), fix: z.string() })),
  strictMode: z.boolean(),
  /** Set by WHEELHOUSE_SECRETS_STRICT_MODE, so that the setting has no say. */
  strictModeForced: z.boolean(),
  /** When a recovery kit of this key was last made, and when one was last tested. */
  kitMadeAt: z.date().nullable(),
  kitTestedAt: z.date().nullable(),
  /** A rotation of data keys going on: versions sealed anew and in all. */
  dataKeyRotation: z.object({ done: z.int(), total: z.int() }).nullable(),
  providers: z.array(providerHealth),
})
export type VaultStatus = z.infer<typeof vaultStatus>

const passphrase = text(1024).refine((p) => p.length >= 12, 'must be at least 12 characters')
const kit = text(20_000)

export const vault = {
  status: procedure.input(nothing).output(vaultStatus),
  settings: procedure.input(nothing).output(vaultSettings),
  /** Changes what is given; the same as `wheelhouse configure --section secrets`. */
  configure: procedure.input(vaultChange).output(vaultSettings),
  /** Makes a new master key and wraps every data key with it. Values are not sealed anew. */
  rotateMasterKey: procedure.input(nothing).output(z.object({ keyId: z.string(), dataKeys: z.int(), milliseconds: z.int() })),
  /** Makes a new data key for a company and seals its values anew in the background. */
  rotateDataKey: procedure.input(inCompany).output(nothing),
  /** The master key as text, sealed by a passphrase (scrypt, AES-256-GCM). */
  exportKit: procedure.input(z.object({ passphrase })).output(z.object({ fileName: z.string(), text: z.string(), keyId: z.string() })),
  /** Says whether a kit and its passphrase would open this vault. */
  testKit: procedure.input(z.object({ kit, passphrase })).output(z.object({ keyId: z.string(), madeAt: z.date(), fits: z.boolean() })),
  /** Puts the master key of a kit back where a locked vault misses it. Refused with WRONG_STATE while the vault is open. */
  restoreKit: procedure.input(z.object({ kit, passphrase })).output(vaultStatus),
}
