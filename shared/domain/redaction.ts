/**
 * Masks secret values in output before it reaches disk or screen. Works on byte strings and carries its state from
 * chunk to chunk, so a value is found however it is cut. A needle longer than 64 bytes is masked as far as the output
 * agrees with it: a long part of a secret is a secret.
 */
import { type Automaton, buildAutomaton, type Needle, needleOf, nextState } from './redaction-automaton.ts'
import { dressFinder, type Ornament } from './redaction-dress.ts'
import { fromByteString, toByteString } from './redaction-encoders.ts'
import { nextBeginning } from './redaction-filter.ts'
import { formsOf, type LongForm, longFormsOf, partFormsOf } from './redaction-forms.ts'
import { regionKeeper } from './redaction-regions.ts'

export { fromByteString, toByteString } from './redaction-encoders.ts'
export { tooShortToMask, tooShortToMaskSentence } from './redaction-forms.ts'

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

/** Made ready once for some secrets, for any number of streams and texts. */
export interface Masker {
  /** A redactor for one stream of output. */
  stream(): Redactor
  /** Masks a text at hand, for a message or an error. */
  text(text: string): string
}

/** Makes ready to mask secrets. Values shorter than four characters are let through: see `tooShortToMask`. */
export function maskerOf(sensitive: readonly Sensitive[]): Masker {
  const needles = needlesOf(sensitive)
  if (needles.length === 0) return { stream: () => passThrough, text: (text) => text }
  const automaton = buildAutomaton(needles)
  return {
    stream: () => streamRedactor(automaton),
    text(text) {
      const redactor = streamRedactor(automaton)
      const masked = redactor.push(toByteString(text)) + redactor.end()
      return redactor.count === 0 ? text : fromByteString(masked)
    },
  }
}

/** Makes a redactor for one stream of output. */
export function createRedactor(sensitive: readonly Sensitive[]): Redactor {
  return maskerOf(sensitive).stream()
}

/** Masks secrets in a text at hand. */
export function redactText(text: string, sensitive: readonly Sensitive[]): string {
  return maskerOf(sensitive).text(text)
}

const passThrough: Redactor = { count: 0, push: (chunk) => chunk, end: () => '' }

function needlesOf(sensitive: readonly Sensitive[]): Needle[] {
  const needles = new Map<string, Needle>()
  const long: Needle[] = []
  for (const { name, value } of sensitive) {
    const lazy = value.length > LONG ? longFormsOf(value) : null
    for (const bytes of lazy ? partFormsOf(value) : formsOf(value)) if (!needles.has(bytes)) needles.set(bytes, needleOf(name, bytes))
    if (lazy) long.push(...longNeedles(name, lazy))
  }
  return [...needles.values(), ...long]
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

/** A long needle that agrees with the output up to its end so far. */
interface Follow {
  needle: Needle
  agreed: number
}

/**
 * Two readers go over the output. The first reads every byte. The second sets out where colours or a line break stand
 * inside what may be a secret, and reads past them until no needle that it is in reaches back over them.
 */
function streamRedactor(automaton: Automaton): Redactor {
  const { hold, hit } = automaton
  const regions = regionKeeper()
  const findDress = dressFinder()
  let state = 0
  /** State of the second reader; 0 while there is none. */
  let past = 0
  let ornaments: Ornament[] = []
  let held = ''
  let begun = ''
  let follows: Follow[] = []

  /** Compares a long needle with the buffer from `at` on, past ornaments, and keeps following it when the buffer ends first. */
  function follow({ needle, agreed }: Follow, buffer: string, at: number): number {
    const { bytes } = needle
    let end = at
    while (end < buffer.length && agreed < bytes.length) {
      if (buffer.charCodeAt(end) === bytes.charCodeAt(agreed)) {
        end++
        agreed++
        continue
      }
      const ornament = ornaments.find(({ start }) => start === end)
      if (!ornament) break
      end = ornament.end
    }
    if (end === buffer.length && agreed < bytes.length) follows.push({ needle, agreed })
    return end
  }

  /** Where the last `length` bytes before `end` begin that are not ornaments. */
  function beginning(end: number, length: number): number {
    let start = end - length
    for (let i = ornaments.length - 1; i >= 0; i--) {
      const ornament = ornaments[i] as Ornament
      if (ornament.end > end) continue
      if (ornament.end <= start) break
      start -= ornament.end - ornament.start
    }
    return start
  }

  /** Something ends in a state whose last byte is the one before `end`. */
  function found(at: number, buffer: string, end: number, past: boolean): void {
    const from = (length: number) => (past ? beginning(end, length) : end - length)
    const needle = automaton.whole.get(at)
    if (needle) regions.cover(from(needle.bytes.length), end, needle)
    for (const { needle: long, length } of automaton.heads.get(at) ?? []) {
      regions.cover(from(length), follow({ needle: long, agreed: length }, buffer, end), long)
    }
  }

  /** The first reader: every byte from `from` to `to`, but for those over which no needle begins. */
  function read(buffer: string, from: number, to: number): void {
    let tried = -1
    for (let at = from; at < to; ) {
      const start = at - (hold[state] ?? 0)
      if (start > tried) {
        tried = start
        const next = nextBeginning(automaton.filter, buffer, start, to)
        if (next > at) {
          state = 0
          at = next
          tried = next
        }
      }
      state = nextState(automaton, state, buffer.charCodeAt(at))
      at++
      if (hit[state] === 1) found(state, buffer, at, false)
    }
  }

  /** The second reader: until what it may be in lies behind the last ornament, at `from` at the latest. */
  function readPast(buffer: string, from: number, to: number, behind: number): void {
    for (let at = from; at < to && past !== 0; ) {
      past = nextState(automaton, past, buffer.charCodeAt(at))
      at++
      if (hit[past] === 1) found(past, buffer, at, true)
      if ((hold[past] ?? 0) <= at - behind) past = 0
    }
  }

  /** The state of the first reader, but for what it read of an ornament that ends at `behind`. */
  function stateAfter(buffer: string, behind: number, to: number): number {
    if ((hold[state] ?? 0) <= to - behind) return state
    let after = 0
    for (let at = behind; at < to; at++) after = nextState(automaton, after, buffer.charCodeAt(at))
    return after
  }

  function readAll(buffer: string, fresh: Ornament[]): void {
    let at = held.length
    let behind = ornaments[ornaments.length - fresh.length - 1]?.end ?? 0
    for (const { start, end } of fresh) {
      readPast(buffer, at, start, behind)
      read(buffer, at, start)
      if (past === 0) past = stateAfter(buffer, behind, start)
      read(buffer, start, end)
      at = end
      behind = end
    }
    readPast(buffer, at, buffer.length, behind)
    read(buffer, at, buffer.length)
  }

  function release(buffer: string): string {
    const length = buffer.length
    const safe = Math.min(length - (hold[state] ?? 0), past === 0 ? length : beginning(length, hold[past] ?? 0))
    const out = regions.release(buffer, safe, follows.length > 0)
    held = buffer.slice(safe)
    ornaments = ornaments.filter(({ end }) => end > safe).map(({ start, end }) => ({ start: start - safe, end: end - safe }))
    return out
  }

  return {
    get count() {
      return regions.count
    },

    push(chunk) {
      const all = held + begun + chunk
      const dress = findDress(all, held.length)
      const buffer = dress.end === all.length ? all : all.slice(0, dress.end)
      begun = all.slice(dress.end)
      ornaments.push(...dress.ornaments)
      const before = follows
      follows = []
      for (const followed of before) {
        const end = follow(followed, buffer, held.length)
        if (end > held.length) regions.cover(held.length, end, followed.needle, true)
      }
      readAll(buffer, dress.ornaments)
      return release(buffer)
    },

    end() {
      const buffer = held + begun
      read(buffer, held.length, buffer.length)
      follows = []
      state = 0
      past = 0
      begun = ''
      return release(buffer)
    },
  }
}
