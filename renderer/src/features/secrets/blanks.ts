/** Names blank characters round a pasted value, which break most keys; undefined when there are none. */
export function blanksAround(value: string): string | undefined {
  if (value.trim() === '' || value === value.trim()) return undefined
  const head = /^\s+/.exec(value)?.[0] ?? ''
  const tail = /\s+$/.exec(value)?.[0] ?? ''
  const what = /[\r\n]/.test(head + tail) ? 'a line break' : 'a space'
  return head ? (tail ? `Starts and ends with ${what}.` : `Starts with ${what}.`) : `Ends with ${what}.`
}
