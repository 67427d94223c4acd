/**
 * What stands between the letters of a value without being part of it: the colours of a terminal, and the line breaks of
 * base64 and hexadecimal blocks. Found by place, so that whatever is not masked stays as it was.
 */

/** Letters of base64 without a gap after which a line break is taken for wrapping: xxd wraps at 60, PEM at 64, base64 at 76. */
const WRAPPED_FROM = 60

// Parameters of up to three digits are what terminals understand; anything longer may be a value and is left as text.
const ESCAPE = '\\x1b(?:\\[[<=>?]?(?:\\d{0,3}[;:]){0,16}\\d{0,3}[ -/]?[@-~]|[()][0-9A-Z])'
const anyEscape = new RegExp(ESCAPE, 'g')
const escapeHere = new RegExp(ESCAPE, 'y')
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const escapeBegun = /\x1b(?:\[[<=>?]?(?:\d{0,3}[;:]){0,16}\d{0,3}[ -/]?|[()])?$/y

/** Places `start` to `end` (exclusive) of a text. */
export interface Ornament {
  start: number
  end: number
}

export interface Dress {
  ornaments: Ornament[]
  /** Where an escape sequence begins that the text does not end; its length where there is none. */
  end: number
}

const isLetter = new Uint8Array(256)
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=') isLetter[letter.charCodeAt(0)] = 1

/** Answers a function that finds the ornaments of a text that comes in pieces; it looks from `from` on. */
export function dressFinder(): (text: string, from: number) => Dress {
  let letters = 0
  let wrapping = false

  function lettersBefore(text: string, from: number, at: number): number {
    let count = 0
    while (count < WRAPPED_FROM && at - count > from && isLetter[text.charCodeAt(at - count - 1) & 255] === 1) count++
    return at - count === from ? count + letters : count
  }

  function lineBreaks(text: string, from: number): Ornament[] {
    const found: Ornament[] = []
    let at = from
    if (wrapping) {
      at = blankEnd(text, from)
      if (at > from) found.push({ start: from, end: at })
      wrapping = at === text.length
    }
    for (let feed = 0, back = 0; ; ) {
      if (feed >= 0 && (feed < at || feed === 0)) feed = text.indexOf('\n', at)
      if (back >= 0 && (back < at || back === 0)) back = text.indexOf('\r', at)
      const next = feed < 0 ? back : back < 0 ? feed : Math.min(feed, back)
      if (next < 0) break
      at = next + 1
      if (lettersBefore(text, from, next) < WRAPPED_FROM) continue
      at = blankEnd(text, next)
      found.push({ start: next, end: at })
      wrapping = at === text.length
    }
    letters = Math.min(WRAPPED_FROM, lettersBefore(text, from, text.length))
    return found
  }

  return (text, from) => {
    const { ornaments, end } = escapes(text, from)
    const breaks = lineBreaks(end === text.length ? text : text.slice(0, end), from)
    if (breaks.length === 0) return { ornaments, end }
    return { ornaments: [...ornaments, ...breaks].sort((a, b) => a.start - b.start), end }
  }
}

function escapes(text: string, from: number): Dress {
  const ornaments: Ornament[] = []
  for (let at = text.indexOf('\x1b', from); at >= 0; at = text.indexOf('\x1b', at)) {
    escapeHere.lastIndex = at
    escapeBegun.lastIndex = at
    if (escapeHere.test(text)) ornaments.push({ start: at, end: escapeHere.lastIndex })
    else if (escapeBegun.test(text)) return { ornaments, end: at }
    at = ornaments.at(-1)?.start === at ? escapeHere.lastIndex : at + 1
  }
  return { ornaments, end: text.length }
}

function blankEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && ' \t\r\n'.includes(text.charAt(end))) end++
  return end
}

/** Whether a text has what may be ornaments; without, every way of writing it has none either. */
export function hasOrnaments(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the one character that every escape sequence begins with
  return /[\r\n\x1b]/.test(text)
}

/** A text without its ornaments. */
export function bareText(text: string): string {
  if (!hasOrnaments(text)) return text
  const { ornaments, end } = dressFinder()(text, 0)
  let bare = ''
  let from = 0
  for (const { start, end: next } of ornaments) {
    bare += text.slice(from, start)
    from = next
  }
  return bare + text.slice(from, end)
}

/** The escape sequences of a text: what must stay of a masked place, or its colour would run on. */
export function escapesOf(text: string): string {
  return text.includes('\x1b') ? (text.match(anyEscape) ?? []).join('') : ''
}
