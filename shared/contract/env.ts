/** Environment bindings: what an agent, a project or a routine adds to the environment of a run. */
import * as z from 'zod'
import { fitsEnvValue, isEnvName, isReserved } from '../domain/env-rules.ts'
import { id, text, versionNumber } from './base.ts'

export const envLayers = ['agent', 'project', 'routine'] as const
export const envLayer = z.enum(envLayers)
export type EnvLayer = z.infer<typeof envLayer>

/** POSIX environment variable name, 1 to 128 characters; `WHEELHOUSE_*` belongs to the host. */
export const envKey = z
  .string()
  .min(1)
  .max(128)
  .refine(isEnvName, 'must be letters, digits and underscores, not starting with a digit')
  .refine((key) => !isReserved(key), 'names starting with WHEELHOUSE_ are reserved: the host sets them itself')

/** Who may see a plain value: everybody, whoever reveals it, nobody. Hiding more is free; hiding less takes a new value. */
export const visibilities = ['visible', 'masked', 'write_only'] as const
export const visibility = z.enum(visibilities)
export type Visibility = z.infer<typeof visibility>

/** `version` is `latest`, resolved when a run starts, or a pinned version number. */
const secretReference = z.object({
  kind: z.literal('secret'),
  secretId: id,
  version: z.union([z.literal('latest'), versionNumber]).default('latest'),
})

/** A binding as a save sends it. A plain value of null keeps the one that is stored. */
export const envBinding = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('plain'),
    visibility: visibility.default('visible'),
    value: text(65_536).refine(fitsEnvValue, 'must be at most 64 KiB').nullable(),
  }),
  secretReference,
])
export type EnvBinding = z.infer<typeof envBinding>

/** A binding as it leaves the host: a hidden value is null, and one that is not is refused at the door. */
const shownBinding = z.union([
  z.object({ kind: z.literal('plain'), visibility: z.literal('visible'), value: z.string() }),
  z.object({ kind: z.literal('plain'), visibility: z.enum(['masked', 'write_only']), value: z.null() }),
  secretReference,
])

/** A binding as stored, with hidden values: inside the host alone. */
export type StoredBinding = z.infer<typeof secretReference> | { kind: 'plain'; visibility: Visibility; value: string }
export type StoredEnv = Array<{ key: string; binding: StoredBinding }>

/** One layer: at most 256 keys. A list, so that no key name can collide with an object's own properties. */
export const env = z
  .array(z.object({ key: envKey, binding: envBinding }))
  .max(256)
  .refine((entries) => new Set(entries.map((entry) => entry.key)).size === entries.length, 'each key may appear once')
export type Env = z.infer<typeof env>

export const shownEnv = z.array(z.object({ key: z.string(), binding: shownBinding }))
export type ShownEnv = z.infer<typeof shownEnv>

export const envHealth = z.enum([
  'ok',
  'secret_missing',
  'secret_disabled',
  'version_missing',
  'version_disabled',
  'version_destroyed',
  'missing_in_provider',
  'vault_locked',
])

/** How one layer defines a key. Never carries a secret's value. */
export const envDefinition = z.object({
  layer: envLayer,
  sourceId: z.string(),
  sourceName: z.string(),
  kind: z.enum(['plain', 'secret']),
  visibility: visibility.nullable(),
  /** A visible plain value; null for a hidden one and for a secret. */
  value: z.string().nullable(),
  secretId: z.string().nullable(),
  secretName: z.string().nullable(),
  /** What the binding asks for and, for `latest`, the version that is latest now. */
  version: z.object({ selector: z.union([z.literal('latest'), z.int()]), current: z.int().nullable() }).nullable(),
  /** Truncated keyed MAC of a secret's or a hidden plain value: comparable inside one company only. Null while the vault is locked. */
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

/** One side of a change. `value` only of a visible plain binding. */
export const envSide = z.object({
  layer: envLayer,
  kind: z.enum(['plain', 'secret']),
  visibility: visibility.nullable(),
  value: z.string().nullable(),
  secretId: z.string().nullable(),
  secretName: z.string().nullable(),
  selector: z.union([z.literal('latest'), z.int()]).nullable(),
  version: z.int().nullable(),
  fingerprint: z.string().nullable(),
})
export type EnvSide = z.infer<typeof envSide>

/** How one key of an environment differs between two moments. Value-free unless a plain value is visible. */
export const envChange = z.object({
  key: z.string(),
  change: z.enum([
    'added',
    'removed',
    /** Plain became a secret reference or the other way round. */
    'kind_changed',
    /** Another secret. */
    're_pointed',
    /** Another version of the same secret with another value, or another version rule. */
    're_versioned',
    'value_changed',
    /** Another version with the same value. */
    'same_value',
    'moved_layer',
    'visibility_changed',
    'unchanged',
  ]),
  before: envSide.nullable(),
  after: envSide.nullable(),
})
export type EnvChange = z.infer<typeof envChange>
