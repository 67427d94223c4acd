/** What the host said about single keys when it refused a save, for as long as they stand as they were sent. */
import type { Env } from '#shared/contract/env.ts'
import { codeOf } from '../../rpc/friendly-error.ts'

/** A layer as a save sent it. */
export type SentEnv = readonly { key: string; binding: unknown }[]

interface Issue {
  path: readonly (string | number)[]
  message: string
}

/** Reasons by key. `sent` is the layer of the save that failed; a key that was edited since has none. */
export function refusalsOf(error: unknown, sent: SentEnv | undefined, now: Env): ReadonlyMap<string, string> {
  const standing = (key: string) => {
    const binding = sent?.find((entry) => entry.key === key)?.binding
    return binding !== undefined && JSON.stringify(binding) === JSON.stringify(now.find((entry) => entry.key === key)?.binding)
  }
  return new Map(reasonsOf(error).filter(([key]) => standing(key)))
}

function reasonsOf(error: unknown): (readonly [string, string])[] {
  const data = (error as { data?: { keys?: unknown; issues?: unknown } } | null)?.data
  const code = codeOf(error)
  const keys = Array.isArray(data?.keys) ? data.keys.map(String) : []
  if (code === 'INLINE_SECRET') return keys.map((key) => [key, 'Not saved: strict mode keeps secrets out of plain values. Store it in the vault.'])
  if (code === 'UNKNOWN_SECRET') return keys.map((key) => [key, 'Not saved: this secret no longer exists. Choose another or remove the key.'])
  if (code !== 'BAD_REQUEST' || !Array.isArray(data?.issues)) return []
  return (data.issues as Issue[]).flatMap(({ path, message }) =>
    path[0] === 'env' && typeof path[1] === 'string' ? [[path[1], `Not saved: ${message.replace(/[.]?$/, '.')}`] as const] : [],
  )
}
