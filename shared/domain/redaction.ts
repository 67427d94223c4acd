/**
 * Masks secret values in output before it reaches disk or screen. Works on byte strings and carries its state from
 * chunk to chunk, so a value is found however it is cut. A needle longer than 64 bytes is masked as far as the output
 * agrees with it: a long part of a secret is a secret.
 */
import { type Automaton, buildAutomaton, type Needle, needleOf } from './redaction-automaton.ts'
import { formsOf, fromByteString, type LongForm, linesOf, longFormsOf, toByteString } from './redaction-forms.ts'

export { fromByteString, toByteString, tooShortToMask } from './redaction-forms.ts'

/** Values of more characters than this are written out in all their forms only once output begins with one of them. */
const LONG = 2_048

/** A secret as it was handed out. */
export interface Sensitive {
  name: string
  value: string
}

export interface Redactor {
  /** How many places were masked so far. */
  readonly count: number
  /** Takes a byte string and answers what is safe to write. Holds back only the beginning of a possible secret, at most one head long. */
  push(chunk: string): string
  /** Answers what was held back and starts afresh. */
  end(): string
}

/** Bytes `start` to `end` (exclusive) of the buffer are secret. `announced`: the replacement text is already out. */
interface Region {
  start: number
  end: number
  needle: Needle
  announced: boolean
}

/** A long needle that agrees with the output up to its end so far. */
interface Follow {
  needle: Needle
  agreed: number
}

/** Makes a redactor for one stream of output. Values shorter than four characters are let through: see `tooShortToMask`. */
export function createRedactor(sensitive: readonly Sensitive[]): Redactor {
  const needles = new Map<string, Needle>()
  const long: Needle[] = []
  for (const { name, value } of sensitive) {
    const lazy = value.length > LONG ? longFormsOf(value) : null
    for (const bytes of lazy ? linesOf(value) : formsOf(value)) if (!needles.has(bytes)) needles.set(bytes, needleOf(name, bytes))
    if (lazy) long.push(...longNeedles(name, lazy))
  }
  const all = [...needles.values(), ...long]
  return all.length === 0 ? passThrough : streamRedactor(buildAutomaton(all))
}

/** Needles that are written out when their head is met. Many ways of writing come to the same bytes, which are kept once. */
function longNeedles(name: string, forms: LongForm[]): Needle[] {
  const known = new Map<string, string>()
  return forms.map(({ head, whole }) => {
    let bytes: string | null = null
    return {
      name,
      head,
      goesOn: true,
      get bytes() {
        if (bytes !== null) return bytes
        const made = whole()
        bytes = known.get(made) ?? made
        known.set(bytes, bytes)
        return bytes
      },
    }
  })
}

/** Masks secrets in a text at hand, for a message or an error. */
export function redactText(text: string, sensitive: readonly Sensitive[]): string {
  const redactor = createRedactor(sensitive)
  const masked = redactor.push(toByteString(text)) + redactor.end()
  return redactor.count === 0 ? text : fromByteString(masked)
}

const passThrough: Redactor = { count: 0, push: (chunk) => chunk, end: () => '' }

function streamRedactor(automaton: Automaton): Redactor {
  const { classOf, hold, hit, table } = automaton
  let state = 0
  let held = ''
  let regions: Region[] = []
  let follows: Follow[] = []
  let count = 0

  /** Marks bytes as secret and joins the regions that it overlaps, or that it goes on from. */
  function cover(start: number, end: number, needle: Needle, goesOn = false): void {
    const region: Region = { start, end, needle, announced: false }
    for (let last = regions.at(-1); last && (last.end > region.start || (goesOn && last.end === region.start)); last = regions.at(-1)) {
      regions.pop()
      region.start = Math.min(region.start, last.start)
      region.end = Math.max(region.end, last.end)
      region.announced ||= last.announced
      if (last.needle.bytes.length > region.needle.bytes.length) region.needle = last.needle
    }
    regions.push(region)
  }

  /** Compares a long needle with the buffer from `at` on, and keeps following it when the buffer ends first. */
  function follow({ needle, agreed }: Follow, buffer: string, at: number): number {
    let end = at
    while (end < buffer.length && agreed < needle.bytes.length && buffer.charCodeAt(end) === needle.bytes.charCodeAt(agreed)) {
      end++
      agreed++
    }
    if (end === buffer.length && agreed < needle.bytes.length) follows.push({ needle, agreed })
    return end
  }

  /** Something ends in the present state, whose last byte is the one before `end`. */
  function found(buffer: string, end: number): void {
    const needle = automaton.whole.get(state)
    if (needle) cover(end - needle.bytes.length, end, needle)
    for (const { needle: long, length } of automaton.heads.get(state) ?? []) {
      cover(end - length, follow({ needle: long, agreed: length }, buffer, end), long)
    }
  }

  /** Answers the buffer up to `safe` with its regions masked, and keeps the rest. */
  function release(buffer: string, safe: number): string {
    let out = ''
    let from = 0
    const open: Region[] = []
    for (const region of regions) {
      const begun = region.announced || region.start < safe
      if (begun) {
        out += buffer.slice(from, Math.max(from, region.start))
        if (!region.announced) out += markerFor(region.needle)
        if (!region.announced) count++
        from = region.end
      }
      if (!begun || region.end > safe || (follows.length > 0 && region.end === buffer.length)) {
        open.push({ ...region, start: Math.max(0, region.start - safe), end: region.end - safe, announced: begun })
      }
    }
    if (from < safe) out += buffer.slice(from, safe)
    regions = open
    held = buffer.slice(safe)
    return out
  }

  return {
    get count() {
      return count
    },

    push(chunk) {
      const buffer = held + chunk
      const before = follows
      follows = []
      for (const followed of before) {
        const end = follow(followed, buffer, held.length)
        if (end > held.length) cover(held.length, end, followed.needle, true)
      }
      for (let i = 0; i < chunk.length; i++) {
        const row = table.rowOf[state] || table.makeRow(state)
        state = table.cells[row + (classOf[chunk.charCodeAt(i) & 255] ?? 0)] ?? 0
        if (hit[state] === 1) found(buffer, held.length + i + 1)
      }
      return release(buffer, buffer.length - (hold[state] ?? 0))
    },

    end() {
      follows = []
      const out = release(held, held.length)
      state = 0
      return out
    },
  }
}

function markerFor(needle: Needle): string {
  return toByteString(`‹secret ${needle.name}›`)
}
