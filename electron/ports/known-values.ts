/**
 * The secret values that this process has handed out and that may still come up in what it says: in its log, in an
 * error, in a crash report. Kept while a run uses them and, a bounded number of them, for a while after.
 */
import { type Masker, maskerOf, type Sensitive } from '#shared/domain/redaction.ts'
import type { Clock } from './clock.ts'

/** How long an error may still speak of a run whose log is closed. */
const GRACE_MS = 10 * 60_000
const MOST_LATE = 512

export interface KnownValues {
  /** Masks these values from now on in everything the host says, and answers what masks them in the output of their run. */
  learn(sensitive: readonly Sensitive[], clock: Clock): { mask: Masker; forget(): void }
  /** Masks every known value in a text. */
  redact(text: string): string
  /** The same for all texts inside a value that JSON can hold; numbers that give a value away become texts. */
  redactAll(value: unknown): unknown
}

export function knownValues(): KnownValues {
  const inUse = new Set<Masker>()
  const late = new Map<string, { name: string; users: number }>()
  let lateMask: Masker | null = null

  function outlive(sensitive: readonly Sensitive[], clock: Clock): void {
    for (const { name, value } of sensitive) {
      const users = (late.get(value)?.users ?? 0) + 1
      late.delete(value)
      late.set(value, { name, users })
    }
    // A map keeps its order: the first were needed least recently.
    for (const value of [...late.keys()].slice(0, Math.max(0, late.size - MOST_LATE))) late.delete(value)
    lateMask = null
    clock.after(GRACE_MS, () => {
      for (const { value } of sensitive) {
        const entry = late.get(value)
        if (entry && --entry.users === 0) late.delete(value)
      }
      lateMask = null
    })
  }

  function redact(text: string): string {
    let masked = text
    for (const mask of inUse) masked = mask.text(masked)
    if (late.size === 0) return masked
    lateMask ??= maskerOf([...late].map(([value, { name }]) => ({ name, value })))
    return lateMask.text(masked)
  }

  function redactAll(value: unknown): unknown {
    if (inUse.size === 0 && late.size === 0) return value
    if (typeof value === 'string') return redact(value)
    if (typeof value === 'number' || typeof value === 'bigint') return redact(String(value)) === String(value) ? value : redact(String(value))
    if (Array.isArray(value)) return value.map(redactAll)
    if (typeof value !== 'object' || value === null || value instanceof Date) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactAll(item)]))
  }

  return {
    learn(sensitive, clock) {
      const mask = maskerOf(sensitive)
      if (sensitive.length === 0) return { mask, forget: () => {} }
      inUse.add(mask)
      return {
        mask,
        forget() {
          if (inUse.delete(mask)) outlive(sensitive, clock)
        },
      }
    },
    redact,
    redactAll,
  }
}
