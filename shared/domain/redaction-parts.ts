/** The parts of a secret value that are secrets by themselves: its lines, the leaves of JSON, the password of an address. */

/** Lines and leaves are looked for by themselves from this many characters on: shorter ones are words. */
const SHORTEST_PART = 8
/** From this many on where the name of a leaf says that it is one, or where it stands as a password. */
const SHORTEST_NAMED = 4
/** A document of more leaves than this is data; its lines are still looked for. */
const MOST_LEAVES = 200

const telling = /pass|pwd|secret|token|key|credential|auth|private|signature/i

/** Lines that give a value of several lines away, its own and those of the leaves of JSON. */
export function linesIn(value: string): string[] {
  return [value, ...leavesOf(value)].flatMap((text) =>
    text
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      // Armour such as "-----BEGIN CERTIFICATE-----" is in public files too and tells nothing.
      .filter((line) => line.length >= SHORTEST_PART && line !== value && !/^-----[A-Z0-9 ]+-----$/.test(line)),
  )
}

/** Parts that are masked in every way of writing them, as whole values are. */
export function partsOf(value: string): Set<string> {
  return new Set([...leavesOf(value), ...passwordsOf(value)])
}

function leavesOf(value: string): string[] {
  if (!/^\s*[[{]/.test(value)) return []
  const leaves: string[] = []
  const visit = (node: unknown, name: string): void => {
    if (leaves.length >= MOST_LEAVES) return
    if (typeof node === 'object' && node !== null) for (const [key, item] of Object.entries(node)) visit(item, Array.isArray(node) ? name : key)
    else if (typeof node === 'string' || typeof node === 'number') {
      const text = String(node).trim()
      if (text.length >= (telling.test(name) ? SHORTEST_NAMED : SHORTEST_PART)) leaves.push(text)
    }
  }
  try {
    visit(JSON.parse(value), '')
  } catch {
    // Begins like JSON and is none, or is nested too deeply to be read: its lines and itself are looked for.
  }
  return leaves
}

/** What stands for a password in `user:password`, `scheme://user:password@host` and `password=…;` lists, as written and decoded. */
function passwordsOf(value: string): string[] {
  const text = value.trim()
  const found = [
    /^[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:([^\s@]+(?:@[^\s@/?#]*)*)@/i.exec(text)?.[1],
    /^[^\s:/@"'{[(<]+:([^\s/][^\s]*)$/.exec(text)?.[1],
    /(?:^|[;\s])(?:password|pwd)\s*=\s*('[^']+'|"[^"]+"|[^;\s]+)/i.exec(text)?.[1]?.replace(/^(['"])(.*)\1$/, '$2'),
  ]
  return found
    .flatMap((password) => (password === undefined ? [] : [password, decoded(password)]))
    .filter((password) => password.length >= SHORTEST_NAMED && !/^\d{1,5}$/.test(password))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone percent sign: it was not encoded.
    return text
  }
}
