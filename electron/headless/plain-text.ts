/** Lines of a run as a terminal may show them: its colours, but nothing that moves the cursor, renames the window or reads the clipboard. */
import { stripVTControlCharacters } from 'node:util'

const esc = String.fromCharCode(27)
const colour = new RegExp(`(${esc}\\[[0-9;:]*m)`)
const controls = /[^\P{Cc}\t]/gu

/** Takes control sequences out of one line; with `colours`, those that set colour and weight stay. */
export function plainText(line: string, colours: boolean): string {
  if (!colours) return withoutControls(line)
  return line
    .split(colour)
    .map((part, n) => (n % 2 === 1 ? part : withoutControls(part)))
    .join('')
}

function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replace(controls, '')
}
