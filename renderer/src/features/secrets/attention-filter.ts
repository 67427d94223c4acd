/** Which secrets a list shows: by words, and whether only what asks for attention. */
import type { Secret } from '#shared/contract/secrets.ts'

export interface SecretFilter {
  text: string
  attention: boolean
}

/** What the words of a filter are looked for in, made once for all keystrokes. */
export function haystacks(rows: readonly Secret[]): string[] {
  return rows.map(({ name, description, fingerprint, externalRef }) => `${name}\n${description}\n${fingerprint}\n${externalRef ?? ''}`.toLowerCase())
}

export function filterSecrets(rows: readonly Secret[], hay: readonly string[], { text, attention }: SecretFilter): readonly Secret[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '' && !attention) return rows
  return rows.filter((row, index) => (!attention || row.needs.length > 0) && hay[index]?.includes(wanted))
}
