/**
 * One layer as text that can be edited as a whole, and back. A value that is not shown is a marker, `‹keep v7 · 9f3a…›`:
 * it stands for what is kept, under that key and no other.
 */
import type { Env, EnvBinding } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { dotenvProblems, readEnvText } from '#shared/domain/dotenv.ts'
import type { Prints } from './place.ts'
import { visibilityWords } from './visibility.ts'

export interface RawProblem {
  line: number
  message: string
}

export interface RawLayer {
  env: Env
  /** What keeps the text from being taken over, by line. */
  errors: RawProblem[]
  warnings: RawProblem[]
}

/** The marker of a binding whose value is not shown; null for one that is. */
function markerOf(key: string, binding: EnvBinding, prints: Prints, secrets: readonly Secret[]): string | null {
  if (binding.kind === 'plain') {
    if (binding.visibility === 'visible') return null
    const words = visibilityWords[binding.visibility].toLowerCase()
    return binding.value === null ? keep(words, prints.get(key)) : keep(`${words}, typed just now`, undefined)
  }
  const secret = secrets.find(({ id }) => id === binding.secretId)
  if (!secret) return keep('missing secret', undefined)
  const version = binding.version === 'latest' ? secret.version : binding.version
  return keep(`v${version}`, prints.get(key) ?? (version === secret.version ? secret.fingerprint : undefined))
}

const keep = (what: string, print: string | undefined) => `‹keep ${what}${print ? ` · ${print.slice(0, 4)}…` : ''}›`

/** Writes the layer, a key a line, values quoted where reading would change them. */
export function rawText(env: Env, prints: Prints, secrets: readonly Secret[]): string {
  return env.map((entry) => `${entry.key}=${markerOf(entry.key, entry.binding, prints, secrets) ?? quoted(plainText(entry.binding))}\n`).join('')
}

function plainText(binding: EnvBinding): string {
  return binding.kind === 'plain' ? (binding.value ?? '') : ''
}

function quoted(value: string): string {
  if (!/[\s#'"`\\‹]/.test(value)) return value
  return `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\r', '\\r')}"`
}

/** Reads the text back: exactly the keys that stand in it. Markers must be those of `env`, letter for letter. */
export function readRaw(text: string, env: Env, prints: Prints, secrets: readonly Secret[]): RawLayer {
  const { entries, refusal } = readEnvText(text)
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const known = new Map(env.map((entry) => [entry.key, entry.binding]))
  const layer: RawLayer = { env: [], errors: refusal ? [{ line: 1, message: refusal }] : [], warnings: [] }
  for (const { line, key, value, problems, usable } of entries) {
    const before = known.get(key)
    const note = (message: string, fatal: boolean) => (fatal ? layer.errors : layer.warnings).push({ line, message })
    for (const problem of problems) {
      if (problem === 'duplicate') note(`${key} stands further down again. Keep one of the two.`, true)
      else note(dotenvProblems[problem], !usable && !lenient.has(problem))
    }
    if (!isMarker(lines[line - 1] ?? '')) {
      layer.env.push({ key, binding: { kind: 'plain', visibility: before?.kind === 'plain' ? before.visibility : 'visible', value } })
      continue
    }
    const marker = before && markerOf(key, before, prints, secrets)
    if (before && value === marker) layer.env.push({ key, binding: before })
    else note(wrongMarker(key, marker), true)
  }
  if (layer.env.length > 256) layer.errors.push({ line: 1, message: `A layer holds at most 256 keys; this has ${layer.env.length}.` })
  return layer
}

const lenient: ReadonlySet<string> = new Set(['text_after_quote', 'cut_at_hash', 'interpolation'])

function wrongMarker(key: string, marker: string | null | undefined): string {
  if (marker) return `This is not what is kept under ${key}. Put back ${marker}, or write a value instead.`
  return `There is no hidden value under ${key} to keep. Write a value instead.`
}

/** An unquoted value that starts like a marker; in quotes it is an ordinary text. */
function isMarker(line: string): boolean {
  return /^[^=:]*[=:]\s*‹/.test(line)
}
