import type { Env } from '#shared/contract/env.ts'
import { counted } from '../../ui/counted.ts'
import type { EnvPlace } from './place.ts'

/** Which runs miss keys that were removed from a layer, as a sentence; empty for keys that were never stored. */
export function missedWords(keys: readonly string[], place: EnvPlace, stored: Env, beneath?: ReadonlyMap<string, string>): string {
  const known = keys.filter((key) => stored.some((entry) => entry.key === key))
  if (known.length === 0) return ''
  const them = known.length === 1 ? 'it' : 'them'
  if (place.layer !== 'routine') {
    if (place.routines === 0) return `No routine gets ${them}.`
    const who = counted(place.routines, 'routine')
    return `Once saved, ${who} ${place.routines === 1 ? 'misses' : 'miss'} ${them} from the next run, unless a nearer layer sets ${them}.`
  }
  const covered = known.flatMap((key) => beneath?.get(key) ?? [])
  if (covered.length === 0) return `Once saved, the next run of ${place.name} goes without ${them}.`
  if (covered.length === known.length)
    return `Once saved, the next run of ${place.name} gets what ${[...new Set(covered)].join(' and ')} ${covered.length === 1 ? 'sets' : 'set'}.`
  return `Once saved, the next run of ${place.name} goes without ${counted(known.length - covered.length, 'key')}; another layer sets the rest.`
}
