/** All the byte strings by which output gives a secret value away: the value and its parts, in every way of writing them. */
import { bareText, hasOrnaments } from './redaction-dress.ts'
import { distinctEncodersFor, encodersFor, toByteString } from './redaction-encoders.ts'
import { linesIn, partsOf } from './redaction-parts.ts'

/** Whole values shorter than this many characters are not masked: they would blot out ordinary words. */
export const SHORTEST_VALUE = 4
/** Characters of the beginning that a long value is found by, at least. */
const shortestBeginning = 64

/** What to tell whoever saves or binds a value that is too short to be masked. */
export const tooShortToMaskSentence = `Values of fewer than ${SHORTEST_VALUE} characters are not masked in logs, because ordinary words would be blotted out with them. Use a longer value if this one must not be read there.`

/** Says whether a value is too short to be masked in output; whoever saves it should be told. */
export function tooShortToMask(value: string): boolean {
  return value.trim().length < SHORTEST_VALUE
}

/** Every byte string that gives a value away; empty when the value is too short to mask. */
export function formsOf(value: string): Set<string> {
  const forms = new Set(linesOf(value))
  if (tooShortToMask(value)) return forms
  for (const text of new Set([...writtenAs(value), ...partsOf(value)])) addForms(forms, text)
  return forms
}

/** The byte strings of the parts of a value, not of itself. */
export function partFormsOf(value: string): Set<string> {
  const forms = new Set(linesOf(value))
  for (const text of partsOf(value)) addForms(forms, text)
  return forms
}

function addForms(forms: Set<string>, text: string): void {
  const bytes = toByteString(text)
  for (const encode of encodersFor(text)) for (const form of bothDresses(encode(text, bytes))) forms.add(form)
}

/** As it is, and without what the search looks past; a needle of a few letters would be found everywhere. */
function bothDresses(form: string): string[] {
  const bare = bareText(form)
  return [form, bare].filter((each, i) => each.length >= SHORTEST_VALUE && (i === 0 || bare !== form))
}

/** A form of a long value: how it begins, and the whole of it once it is needed. */
export interface LongForm {
  head: string
  whole(): string
}

/**
 * The forms of a value that is long, as a beginning only: written out, those of a hundred large certificates would fill
 * hundreds of megabytes, of which output seldom asks for any. Null when no beginning stands for its value because it
 * comes again in it.
 */
export function longFormsOf(value: string): LongForm[] | null {
  const forms: LongForm[] = []
  for (const text of writtenAs(value)) {
    const beginning = uniqueBeginning(text)
    if (beginning === null) return null
    const bytes = toByteString(beginning)
    // Base64 writes three bytes together.
    const threes = bytes.slice(0, bytes.length - (bytes.length % 3))
    for (const encode of distinctEncodersFor(text)) {
      const whole = () => encode(text, toByteString(text))
      const head = encode(beginning, threes)
      forms.push({ head, whole })
      if (hasOrnaments(text)) forms.push({ head: bareText(head), whole: () => bareText(whole()) })
    }
  }
  return forms
}

function linesOf(value: string): string[] {
  return tooShortToMask(value) ? [] : linesIn(value).map(toByteString)
}

// Shells drop the line feed that a pasted value ends with, so its trimmed self is as much of a secret.
function writtenAs(value: string): Set<string> {
  return new Set(tooShortToMask(value) ? [] : [value, value.trim()])
}

/** The shortest beginning, of a few sizes, that does not come again later. */
function uniqueBeginning(text: string): string | null {
  for (let length = shortestBeginning; length < text.length / 2; length *= 2) {
    // Never half of a surrogate pair, which no encoding could write.
    const beginning = text.slice(0, text.charCodeAt(length - 1) >> 10 === 0x36 ? length + 1 : length)
    if (text.indexOf(beginning, 1) < 0) return beginning
  }
  return null
}
