/**
 * How entries of the trail hang together: each carries a keyed MAC over all of its columns and over the MAC before it.
 * Scheme `trail1`; a change of any rule here needs a new name.
 */
import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from './hmac.ts'
import type { TrailEntry } from './trail-entry.ts'

/** What one MAC covers: every column of the row but the MAC itself. `at` counts microseconds, as the database keeps them. */
export interface ChainedEntry extends Omit<TrailEntry, 'at'> {
  id: number
  companyId: string
  seq: number
  at: string
}

/** The place of an entry in its company's chain. Before the first one: `start`. */
export interface Link {
  seq: number
  mac: string
}

export const start: Link = { seq: 0, mac: '' }

/** The MAC of an entry that follows one with the MAC `previous`, base64. */
export function entryMac(key: Buffer, e: ChainedEntry, previous: string): string {
  return macOf(key, [
    'trail1',
    previous,
    e.companyId,
    e.seq,
    e.id,
    e.secretId,
    e.version,
    e.action,
    e.consumerType,
    e.consumerId,
    e.routineId,
    e.configPath,
    e.actor,
    e.outcome,
    e.code,
    e.reason,
    e.at,
  ])
}

/** The MAC of what a checkpoint says about one company, base64. */
export function checkpointMac(key: Buffer, companyId: string, { seq, mac }: Link, at: Date): string {
  return macOf(key, ['checkpoint1', companyId, seq, mac, at.getTime()])
}

export function sameMac(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The microseconds that the database keeps of a date. */
export function microseconds(at: Date): string {
  return String(at.getTime() * 1000)
}

/** Each part goes in with its length before it, null in a way of its own: ("ab", "c"), ("a", "bc") and ("ab", null) must differ. */
function macOf(key: Buffer, parts: Array<string | number | null>): string {
  let text = ''
  for (const part of parts) {
    if (part === null) text += '-,'
    else text += `${Buffer.byteLength(String(part))}:${part},`
  }
  return hmacSha256(key, Buffer.from(text, 'utf8')).toString('base64')
}
