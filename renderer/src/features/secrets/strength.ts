/** What a generated value is worth, in words. */
import type { Generate } from '#shared/contract/secrets.ts'

/** Characters that each alphabet draws from. */
const sizes: Record<Generate['alphabet'], number> = { alphanumeric: 62, symbols: 89, hex: 16, base64url: 64 }

export const alphabetWords: Record<Generate['alphabet'], { label: string; detail: string }> = {
  alphanumeric: { label: 'Letters and digits', detail: 'fits everywhere' },
  symbols: { label: 'With symbols', detail: 'no quotes, $ or \\' },
  hex: { label: 'Hexadecimal', detail: '0–9, a–f' },
  base64url: { label: 'Base64url', detail: 'with - and _' },
}

/** How many bits somebody who knows the policy would have to guess. */
export function bitsOf({ length, alphabet }: Generate): number {
  return Math.floor(length * Math.log2(sizes[alphabet]))
}

/** "190 bits: cannot be guessed." */
export function strengthWords(policy: Generate): string {
  const bits = bitsOf(policy)
  if (bits < 64) return `${bits} bits: weak. A machine that tries many values finds it. Make it longer.`
  if (bits < 112) return `${bits} bits: enough for a password that is limited in attempts, short for a key.`
  return `${bits} bits: strong. Nobody finds it by trying.`
}
