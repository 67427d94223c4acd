/** The places of a buffer that are to be masked: kept in order, joined where they overlap, written out as far as is settled. */
import type { Needle } from './redaction-automaton.ts'
import { escapesOf } from './redaction-dress.ts'
import { toByteString } from './redaction-encoders.ts'

/** Bytes `start` to `end` (exclusive) of the buffer are secret. `announced`: the replacement text is already out. */
interface Region {
  start: number
  end: number
  needle: Needle
  announced: boolean
  /** Up to where its colours are out. */
  told: number
}

export function regionKeeper() {
  let regions: Region[] = []
  let count = 0

  return {
    get count() {
      return count
    },

    /** Marks bytes as secret and joins the regions that it overlaps, or with `goesOn` those that it touches. */
    cover(start: number, end: number, needle: Needle, goesOn = false): void {
      const region: Region = { start, end, needle, announced: false, told: start }
      let at = regions.length
      while (at > 0 && (regions[at - 1]?.start ?? 0) >= end) at--
      let first = at
      for (
        let other = regions[first - 1];
        other && (other.end > region.start || (goesOn && other.end === region.start));
        other = regions[first - 1]
      ) {
        region.start = Math.min(region.start, other.start)
        region.end = Math.max(region.end, other.end)
        if (other.announced) region.told = other.told
        else if (!region.announced) region.told = Math.min(region.told, other.told)
        region.announced ||= other.announced
        if (other.needle.bytes.length > region.needle.bytes.length) region.needle = other.needle
        first--
      }
      regions.splice(first, at - first, region)
    },

    /** Answers the buffer up to `safe` with its regions masked. `open`: a region that ends with the buffer may go on. */
    release(buffer: string, safe: number, open: boolean): string {
      if (regions.length === 0) return safe === buffer.length ? buffer : buffer.slice(0, safe)
      let out = ''
      let from = 0
      const left: Region[] = []
      for (const region of regions) {
        const begun = region.announced || region.start < safe
        if (begun) {
          out += buffer.slice(from, Math.max(from, region.start))
          if (!region.announced) out += toByteString(`‹secret ${region.needle.name}›`)
          if (!region.announced) count++
          out += escapesOf(buffer.slice(Math.max(0, region.told), region.end))
          from = region.end
        }
        if (!begun || region.end > safe || (open && region.end === buffer.length)) {
          left.push({
            ...region,
            start: Math.max(0, region.start - safe),
            end: region.end - safe,
            announced: begun,
            told: (begun ? region.end : region.told) - safe,
          })
        }
      }
      if (from < safe) out += buffer.slice(from, safe)
      regions = left
      return out
    },
  }
}
