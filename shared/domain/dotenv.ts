/**
 * Reads the text of a `.env` file, or of a JSON object, into keys and values. Follows the `dotenv` package, and says
 * line by line where other readers would understand something else. Nothing is interpolated.
 */
import { envJsonEntries } from './dotenv-json.ts'
import { fitsEnvValue, isEnvKey } from './env-rules.ts'

/** The first five make an entry unusable; the rest are worth a look. */
export const dotenvProblems = {
  unreadable: 'This line is not KEY=value.',
  bad_key: 'The name is not one that an environment variable can have: letters, digits and underscores, not starting with a digit or WHEELHOUSE_.',
  unclosed_quote: 'The quote that opens this value is never closed.',
  not_text: 'The value is not text: put it into quotes.',
  bad_value: 'The value is longer than 64 KiB or holds a NUL character.',
  duplicate: 'Set again further down: the last one counts.',
  text_after_quote: 'Something follows the closing quote, so the quotes are taken as part of the value.',
  cut_at_hash: 'The value ends before the #. Put it into quotes if the # belongs to it.',
  interpolation: 'A reference to another variable is kept as it is written, not filled in.',
} as const
export type DotenvProblem = keyof typeof dotenvProblems

const unusable: ReadonlySet<DotenvProblem> = new Set(['unreadable', 'bad_key', 'unclosed_quote', 'not_text', 'bad_value'])

export interface DotenvEntry {
  /** Counted from 1. */
  line: number
  key: string
  value: string
  problems: DotenvProblem[]
  /** Whether key and value can be taken over. */
  usable: boolean
}

export interface DotenvText {
  entries: DotenvEntry[]
  /** Why the text was not read, or not to its end; null when it was. */
  refusal: string | null
}

const MOST_CHARACTERS = 1_048_576
const MOST_ENTRIES = 2_000

/** Reads `.env` text, or JSON when the text is an object. At most 1 MiB and 2,000 entries; never throws. */
export function readEnvText(text: string): DotenvText {
  if (text.length > MOST_CHARACTERS) return { entries: [], refusal: 'The text is larger than 1 MiB.' }
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const raw = plain.trimStart().startsWith('{') ? envJsonEntries(plain) : dotenvEntries(plain)
  if (raw === null) return { entries: [], refusal: 'The text starts like a JSON object but is not valid JSON.' }
  const refusal = raw.length > MOST_ENTRIES ? 'The text has more than 2,000 entries: only the first 2,000 were read.' : null
  return { entries: judge(raw.slice(0, MOST_ENTRIES)), refusal }
}

interface RawEntry {
  line: number
  key: string
  value: string
  problem: DotenvProblem | null
}

function judge(raw: RawEntry[]): DotenvEntry[] {
  const last = new Map(raw.flatMap(({ key, problem }, index) => (problem === 'unreadable' ? [] : [[key, index]])))
  return raw.map(({ line, key, value, problem }, index) => {
    const problems: DotenvProblem[] = problem ? [problem] : []
    if (problem !== 'unreadable') {
      if (!isEnvKey(key)) problems.push('bad_key')
      if (!fitsEnvValue(value) || value.includes('\0')) problems.push('bad_value')
      if (last.get(key) !== index) problems.push('duplicate')
    }
    if (/\$[{(]/.test(value)) problems.push('interpolation')
    return { line, key, value, problems, usable: !problems.some((name) => unusable.has(name)) }
  })
}

/** `KEY=`, `export KEY=` or `KEY: `, up to where the value starts; spaces but no line break around it. */
const beginning = /[^\S\n]*(?:export[^\S\n]+)?([^\s=:#'"`]+)(?:[^\S\n]*=|:(?=[^\S\n]))[^\S\n]*/y
const skipped = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y
const restOfLine = /[^\n]*/y
/** What may follow a closing quote. */
const ending = /[^\S\n]*(?:#[^\n]*)?(?=\n|$)/y

function dotenvEntries(text: string): RawEntry[] {
  const entries: RawEntry[] = []
  let line = 1
  let at = 0
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(text)
  }
  const moveTo = (end: number) => {
    for (let index = text.indexOf('\n', at); index !== -1 && index < end; index = text.indexOf('\n', index + 1)) line += 1
    at = end
  }
  // One more than is read says that there were more.
  while (at < text.length && entries.length <= MOST_ENTRIES) {
    const blank = match(skipped)
    if (blank) {
      moveTo(at + blank[0].length)
      continue
    }
    const start = line
    const head = match(beginning)
    if (!head) {
      const [rest = ''] = match(restOfLine) ?? []
      entries.push({ line: start, key: rest.trim().slice(0, 128), value: '', problem: 'unreadable' })
      moveTo(at + rest.length + 1)
      continue
    }
    moveTo(at + head[0].length)
    const { value, problem, end } = valueAt(text, at)
    entries.push({ line: start, key: head[1] ?? '', value, problem })
    moveTo(end)
  }
  return entries
}

interface Value {
  value: string
  problem: DotenvProblem | null
  /** Where reading goes on. */
  end: number
}

function valueAt(text: string, at: number): Value {
  const quote = text[at] ?? ''
  if (!/^['"`]$/.test(quote)) return unquoted(text, at)
  const close = closingQuote(text, at, quote)
  if (close === -1) return { ...unquoted(text, at), problem: 'unclosed_quote' }
  ending.lastIndex = close + 1
  const after = ending.exec(text)
  if (!after) return { ...unquoted(text, at), problem: 'text_after_quote' }
  const inside = text.slice(at + 1, close)
  return { value: quote === '"' ? unescaped(inside) : inside, problem: null, end: close + 1 + after[0].length }
}

/** The next quote of that kind that no backslash stands before; single quotes know no escapes, so there any will do. */
function closingQuote(text: string, opening: number, quote: string): number {
  for (let at = opening + 1; at < text.length; at += 1) {
    if (text[at] === quote) return at
    if (text[at] === '\\' && quote === '"') at += 1
  }
  return -1
}

function unquoted(text: string, at: number): Value {
  const lineEnd = text.indexOf('\n', at)
  const end = lineEnd === -1 ? text.length : lineEnd
  const whole = text.slice(at, end)
  const hash = whole.indexOf('#')
  if (hash === -1) return { value: whole.trim(), problem: null, end }
  const value = whole.slice(0, hash)
  // With a space before it everybody reads a comment; without, only some do.
  return { value: value.trim(), problem: value === '' || /\s$/.test(value) ? null : 'cut_at_hash', end }
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' }

/** A backslash before anything else is just that. */
function unescaped(inside: string): string {
  return inside.replace(/\\([\s\S])/g, (both, after: string) => escapes[after] ?? both)
}
