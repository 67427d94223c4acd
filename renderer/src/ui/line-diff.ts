/** Compares two texts line by line, and changed lines word by word: what the diff view draws. */

/** A piece of a line; `changed` when the other side does not have it. */
export interface Span {
  text: string
  changed: boolean
}

export interface DiffRow {
  kind: 'same' | 'removed' | 'added'
  /** Line numbers from 1; null on the side that does not have the line. */
  before: number | null
  after: number | null
  spans: Span[]
}

/** Past this many differences between two sequences they count as replaced as a whole: the search grows with their square. */
const MOST_EDITS = 600

type Step = 'same' | 'removed' | 'added'

/** Rows of a unified diff; the removed lines of a place come before its added ones. Empty texts have no lines. */
export function diffLines(before: string, after: string): DiffRow[] {
  const [was, is] = [linesOf(before), linesOf(after)]
  const rows: DiffRow[] = []
  let removed: number[] = []
  let added: number[] = []
  const flush = () => {
    rows.push(...changedRows(was, is, removed, added))
    removed = []
    added = []
  }
  let [a, b] = [0, 0]
  for (const step of steps(was, is)) {
    if (step === 'removed') removed.push(a++)
    else if (step === 'added') added.push(b++)
    else {
      flush()
      rows.push({ kind: 'same', before: a + 1, after: b + 1, spans: [{ text: is[b] ?? '', changed: false }] })
      a++
      b++
    }
  }
  flush()
  return rows
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}

/** The changed lines of one place: the first removed one is compared with the first added one, and so on. */
function changedRows(was: string[], is: string[], removed: number[], added: number[]): DiffRow[] {
  const pairs = removed.map((at, i) => (i < added.length ? diffWords(was[at] ?? '', is[added[i] as number] ?? '') : null))
  const whole = (text: string): Span[] => [{ text, changed: true }]
  return [
    ...removed.map((at, i): DiffRow => ({ kind: 'removed', before: at + 1, after: null, spans: pairs[i]?.before ?? whole(was[at] ?? '') })),
    ...added.map((at, i): DiffRow => ({ kind: 'added', before: null, after: at + 1, spans: pairs[i]?.after ?? whole(is[at] ?? '') })),
  ]
}

/** The words of two lines, each side with what the other does not have. */
export function diffWords(before: string, after: string): { before: Span[]; after: Span[] } {
  const [was, is] = [wordsOf(before), wordsOf(after)]
  const sides: { before: Span[]; after: Span[] } = { before: [], after: [] }
  let [a, b] = [0, 0]
  for (const step of steps(was, is)) {
    if (step !== 'added') append(sides.before, was[a++] ?? '', step === 'removed')
    if (step !== 'removed') append(sides.after, is[b++] ?? '', step === 'added')
  }
  return sides
}

function wordsOf(line: string): string[] {
  return line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? []
}

function append(spans: Span[], text: string, changed: boolean) {
  const last = spans.at(-1)
  if (last && last.changed === changed) last.text += text
  else spans.push({ text, changed })
}

/** The shortest way from one sequence to the other (Myers 1986), after setting aside what they begin and end with alike. */
function steps(was: string[], is: string[]): Step[] {
  let start = 0
  while (start < was.length && start < is.length && was[start] === is[start]) start++
  let end = 0
  while (end < was.length - start && end < is.length - start && was[was.length - 1 - end] === is[is.length - 1 - end]) end++
  const middle = search(was.slice(start, was.length - end), is.slice(start, is.length - end))
  return [...same(start), ...middle, ...same(end)]
}

function same(count: number): Step[] {
  return Array.from({ length: count }, () => 'same')
}

function search(was: string[], is: string[]): Step[] {
  const most = Math.min(was.length + is.length, MOST_EDITS)
  const reached = new Map<number, number>([[1, 0]])
  const trace: Array<Map<number, number>> = []
  for (let edits = 0; edits <= most; edits++) {
    trace.push(new Map(reached))
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && at(reached, k - 1) < at(reached, k + 1))
      let x = down ? at(reached, k + 1) : at(reached, k - 1) + 1
      while (x < was.length && x - k < is.length && was[x] === is[x - k]) x++
      reached.set(k, x)
      if (x >= was.length && x - k >= is.length) return walkBack(trace, was.length, is.length)
    }
  }
  return [...was.map((): Step => 'removed'), ...is.map((): Step => 'added')]
}

function walkBack(trace: Array<Map<number, number>>, width: number, height: number): Step[] {
  const back: Step[] = []
  let [x, y] = [width, height]
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const reached = trace[edits] ?? new Map<number, number>()
    const k = x - y
    const down = k === -edits || (k !== edits && at(reached, k - 1) < at(reached, k + 1))
    const from = down ? at(reached, k + 1) : at(reached, k - 1)
    const fromY = from - (down ? k + 1 : k - 1)
    while (x > from + (down ? 0 : 1) && y > fromY + (down ? 1 : 0)) {
      back.push('same')
      x--
      y--
    }
    back.push(down ? 'added' : 'removed')
    x = from
    y = fromY
  }
  return [...same(Math.min(x, y)), ...back.reverse()]
}

function at(reached: Map<number, number>, k: number): number {
  return reached.get(k) ?? -1
}
