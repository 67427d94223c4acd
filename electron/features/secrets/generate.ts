/** Makes values that nobody types and nobody sees. */
import { randomInt } from 'node:crypto'
import type { Generate } from '#shared/contract/secrets.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'

/** `symbols` leaves out quotes, backslash, dollar, backtick and blank: a value has to survive a shell and a connection string in quotes. */
export const alphabets: Record<Generate['alphabet'], string> = {
  alphanumeric: letters + digits,
  symbols: `${letters}${digits}!#%&()*+,-./:;<=>?@[]^_{|}~`,
  hex: `${digits}abcdef`,
  base64url: `${letters}${digits}-_`,
}

/** A value of `length` characters, each drawn without bias by the operating system's generator. */
export function generateValue({ length, alphabet }: Generate): string {
  const characters = alphabets[alphabet]
  let value = ''
  while (value.length < length) value += characters[randomInt(characters.length)]
  return value
}
