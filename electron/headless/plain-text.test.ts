import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainText } from './plain-text.ts'

describe('plainText', () => {
  it('keeps colours for a terminal and drops them elsewhere', () => {
    expect(plainText('\u001b[1;32mok\u001b[0m\tdone', true)).toBe('\u001b[1;32mok\u001b[0m\tdone')
    expect(plainText('\u001b[1;32mok\u001b[0m\tdone', false)).toBe('ok\tdone')
  })

  it('drops what acts on the terminal', () => {
    expect(plainText('a\u001b[2Jb\u001b[1;1Hc', true)).toBe('abc')
    expect(plainText('\u001b]0;title\u0007x', true)).not.toContain('\u0007')
    expect(plainText('bell\u0007 \u009b31m back\b', true)).not.toMatch(/\p{Cc}/u)
  })

  it('never lets an escape through but those of colours, whatever the line', () => {
    const parts = fc.constantFrom('\u001b', '[', ']', '31m', '0;x', '\u0007', 'text', '\u009b', ';', '2J', '\r', 'ü')
    fc.assert(
      fc.property(
        fc.array(parts).map((all) => all.join('')),
        (line) => {
          expect(plainText(line, true).replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;:]*m`, 'g'), '')).not.toMatch(/[^\P{Cc}\t]/u)
          expect(plainText(line, false)).not.toMatch(/[^\P{Cc}\t]/u)
        },
      ),
    )
  })
})
