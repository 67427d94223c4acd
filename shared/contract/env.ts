/** Environment bindings: what an agent, a project or a routine adds to the environment of a run. */
import * as z from 'zod'
import { id, text } from './base.ts'

export const envLayers = ['agent', 'project', 'routine'] as const
export const envLayer = z.enum(envLayers)
export type EnvLayer = z.infer<typeof envLayer>

/** POSIX environment variable name, 1 to 128 characters; `WHEELHOUSE_*` belongs to the host. */
export const envKey = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and underscores, not starting with a digit')
  .refine((key) => !/^WHEELHOUSE_/i.test(key), 'names starting with WHEELHOUSE_ are reserved: the host sets them itself')

export const envBinding = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plain'), value: text(65_536) }),
  /** `version` is `latest`, resolved when a run starts, or a pinned version number. */
  z.object({ kind: z.literal('secret'), secretId: id, version: z.union([z.literal('latest'), z.int().min(1)]).default('latest') }),
])
export type EnvBinding = z.infer<typeof envBinding>

/** One layer: at most 256 keys. A list, so that no key name can collide with an object's own properties. */
export const env = z
  .array(z.object({ key: envKey, binding: envBinding }))
  .max(256)
  .refine((entries) => new Set(entries.map((entry) => entry.key)).size === entries.length, 'each key may appear once')
export type Env = z.infer<typeof env>

export const envHealth = z.enum(['ok', 'secret_missing', 'secret_disabled', 'version_missing', 'vault_locked'])

/** How one layer defines a key. Never carries a secret's value. */
export const envDefinition = z.object({
  layer: envLayer,
  sourceId: z.string(),
  sourceName: z.string(),
  kind: z.enum(['plain', 'secret']),
  /** The plain value; null for a secret. */
  value: z.string().nullable(),
  secretId: z.string().nullable(),
  secretName: z.string().nullable(),
  /** What the binding asks for and, for `latest`, the version that is latest now. */
  version: z.object({ selector: z.union([z.literal('latest'), z.int()]), current: z.int().nullable() }).nullable(),
  /** Truncated keyed MAC of the secret's value: comparable inside one company only. */
  fingerprint: z.string().nullable(),
  health: envHealth,
})

/** One key of the environment the next run gets. `definitions[0]` wins; the rest lose to it, nearest first. */
export const effectiveEnvKey = z.object({
  key: z.string(),
  definitions: z.array(envDefinition).min(1),
  changedAt: z.date(),
  changedBy: z.string(),
})
export type EffectiveEnvKey = z.infer<typeof effectiveEnvKey>
