/** What an environment key and its value may be. Without a parser: windows run these rules too, and their policy forbids what a parser compiles. */

/** The form of a POSIX name. */
export function isEnvName(key: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key)
}

/** `WHEELHOUSE_*` belongs to the host. */
export function isReserved(key: string): boolean {
  return /^WHEELHOUSE_/i.test(key)
}

/** Whether a save takes the name: 1 to 128 characters of that form, not reserved. */
export function isEnvKey(key: string): boolean {
  return key.length <= 128 && isEnvName(key) && !isReserved(key)
}

/** Whether a value is at most 64 KiB as UTF-8: what a system hands to a program is counted in bytes. */
export function fitsEnvValue(value: string): boolean {
  let bytes = 0
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charCodeAt(at)
    // Half of a pair is two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3
  }
  return bytes <= 65_536
}
