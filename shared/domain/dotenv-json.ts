/** Reads the text of one JSON object as environment: every key with its line, those that JSON would swallow as repeated too. */

export interface JsonEntry {
  line: number
  key: string
  value: string
  problem: 'not_text' | null
}

const token = /"(?:\\.|[^"\\])*"|[{}[\]:,]|[^\s{}[\],:"]+/g

/** Answers null when the text is not valid JSON. Numbers and booleans are taken as they are written. */
export function envJsonEntries(text: string): JsonEntry[] | null {
  try {
    JSON.parse(text)
  } catch {
    // Its message quotes the text, which may hold secrets.
    return null
  }
  const entries: JsonEntry[] = []
  let depth = 0
  let line = 1
  let counted = 0
  let key: { name: string; line: number } | null = null
  let previous = ''
  for (const { 0: part, index } of text.matchAll(token)) {
    for (; counted < index; counted += 1) if (text[counted] === '\n') line += 1
    if (depth === 1 && part === ':') key = { name: JSON.parse(previous) as string, line }
    else if (depth === 1 && key) {
      entries.push({ ...readValue(part), line: key.line, key: key.name })
      key = null
    }
    if (part === '{' || part === '[') depth += 1
    if (part === '}' || part === ']') depth -= 1
    previous = part
  }
  return entries
}

function readValue(part: string): Pick<JsonEntry, 'value' | 'problem'> {
  if (part.startsWith('"')) return { value: JSON.parse(part) as string, problem: null }
  return part === 'null' || part === '{' || part === '[' ? { value: '', problem: 'not_text' } : { value: part, problem: null }
}
