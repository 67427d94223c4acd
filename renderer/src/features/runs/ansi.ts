/**
 * Turns one log line with ANSI sequences into styled spans of plain text. Colours and weight are kept; cursor movement,
 * OSC, device strings and stray control characters are dropped, and no text a person could read is ever lost with them.
 */

/** One of the sixteen terminal colours, by index. */
export type AnsiColor = number

export interface AnsiStyle {
  /** Index 0–15 into the theme's terminal colours; null for the theme's text. */
  fg: AnsiColor | null
  bg: AnsiColor | null
  bold: boolean
  dim: boolean
  italic: boolean
  underline: boolean
  strike: boolean
  inverse: boolean
}

export interface AnsiSpan {
  text: string
  /** Null when nothing differs from plain text, which is nearly always. */
  style: AnsiStyle | null
}

const plain: AnsiStyle = { fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false }

/*
 * In order: CSI; a string sequence (OSC, DCS, SOS, PM, APC) closed by BEL or ST; any other escape; a lone control
 * character except tab. A string sequence that is never closed loses its introducer only: swallowing the rest of the
 * line would hide output.
 */
const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]+[0-~]|\x1b[0-~]|[\x00-\x08\x0a-\x1f\x7f-\x9f]/g

/** Splits a line into spans. Each line starts plain, so that what it looks like does not depend on which page was read. */
export function parseAnsi(line: string): AnsiSpan[] {
  const spans: AnsiSpan[] = []
  let style = plain
  let from = 0
  const push = (text: string) => {
    if (text === '') return
    const last = spans.at(-1)
    const next = style === plain ? null : style
    if (last && sameStyle(last.style, next)) last.text += text
    else spans.push({ text, style: next })
  }
  for (const match of line.matchAll(sequence)) {
    push(line.slice(from, match.index))
    from = match.index + match[0].length
    if (match[2] === 'm' && !/[<-?]/.test(match[1] ?? '')) style = applySgr(style, match[1] ?? '')
  }
  push(line.slice(from))
  return spans
}

/** The text a person reads: what copying gives. */
export function stripAnsi(line: string): string {
  return line.replace(sequence, '')
}

function sameStyle(a: AnsiStyle | null, b: AnsiStyle | null): boolean {
  if (a === b) return true
  if (!a || !b) return false
  return (Object.keys(plain) as Array<keyof AnsiStyle>).every((key) => a[key] === b[key])
}

function applySgr(before: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters.split(';').flatMap(withoutColons).map(Number)
  let style = { ...before }
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as number
    if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes, at + 1)
      at += used
      if (color !== undefined) style = { ...style, [code === 38 ? 'fg' : 'bg']: color }
    } else {
      style = { ...style, ...change(code) }
    }
  }
  return sameStyle(style, plain) ? plain : style
}

/** `38:2::r:g:b` says what `38;2;r;g;b` says; of any other `4:3` the part before the colon is what themes can show. */
function withoutColons(parameter: string): string[] {
  const parts = parameter.split(':')
  if (parts.length === 1 || (parts[0] !== '38' && parts[0] !== '48')) return [parts[0] ?? '']
  return parts[1] === '2' && parts.length > 5 ? [...parts.slice(0, 2), ...parts.slice(3, 6)] : parts
}

const switches: Record<number, Partial<AnsiStyle>> = {
  0: plain,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { fg: null },
  49: { bg: null },
}

function change(code: number): Partial<AnsiStyle> {
  if (code >= 30 && code <= 37) return { fg: code - 30 }
  if (code >= 90 && code <= 97) return { fg: code - 82 }
  if (code >= 40 && code <= 47) return { bg: code - 40 }
  if (code >= 100 && code <= 107) return { bg: code - 92 }
  return switches[code] ?? {}
}

/** Reads `5;n` or `2;r;g;b` after 38 or 48; `used` counts the codes taken, so that a bad one is stepped over. */
function extendedColor(codes: number[], at: number): { color?: AnsiColor; used: number } {
  if (codes[at] === 5) return { ...optional(indexedColor(codes[at + 1])), used: 2 }
  if (codes[at] !== 2) return { used: 1 }
  const [r, g, b] = codes.slice(at + 1, at + 4)
  if (r === undefined || g === undefined || b === undefined) return { used: codes.length }
  return { color: nearestColor(r, g, b), used: 4 }
}

function optional(color: AnsiColor | undefined): { color?: AnsiColor } {
  return color === undefined ? {} : { color }
}

function indexedColor(index: number | undefined): AnsiColor | undefined {
  if (index === undefined || index < 0 || index > 255) return undefined
  if (index < 16) return index
  if (index > 231) return nearestColor(...grey(8 + (index - 232) * 10))
  const cube = index - 16
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40)
  return nearestColor(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6))
}

function grey(value: number): [number, number, number] {
  return [value, value, value]
}

/**
 * Maps any colour to the nearest of the theme's sixteen by hue, because those alone are known to be readable on both
 * themes: a program's own `#1a1a2e` on a dark log would not be.
 */
export function nearestColor(r: number, g: number, b: number): AnsiColor {
  const max = Math.max(r, g, b)
  const min = Math.min(r, g, b)
  if (max - min < 32 || (max - min) / Math.max(max, 1) < 0.18) return max < 64 ? 0 : max < 150 ? 8 : max < 220 ? 7 : 15
  const bright = max > 200 && min > 60 ? 8 : 0
  return hueColor(hue(r, g, b)) + bright
}

function hue(r: number, g: number, b: number): number {
  const max = Math.max(r, g, b)
  const span = max - Math.min(r, g, b)
  const sixth = max === r ? (g - b) / span : max === g ? (b - r) / span + 2 : (r - g) / span + 4
  return (sixth * 60 + 360) % 360
}

function hueColor(degrees: number): AnsiColor {
  if (degrees < 20 || degrees >= 335) return 1
  if (degrees < 70) return 3
  if (degrees < 160) return 2
  if (degrees < 200) return 6
  if (degrees < 265) return 4
  return 5
}
