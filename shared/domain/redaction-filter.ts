/**
 * Steps over output in which no needle can begin, several bytes at a time (Wu and Manber): of the first bytes of every
 * needle, it knows how far each group of three stands from their end.
 */

/** More of a needle than this is not looked at: longer steps no longer pay. */
const LONGEST_WINDOW = 32
const SIZE = 1 << 16

export interface Filter {
  /** Bytes at the beginning of each needle that are looked at. */
  window: number
  /** How far the window may move when it ends with such a group; 0 where a needle may begin with the window. */
  steps: Uint8Array
}

export function buildFilter(heads: string[]): Filter {
  const window = heads.reduce((least, head) => Math.min(least, head.length), LONGEST_WINDOW)
  const steps = new Uint8Array(SIZE).fill(window - 2)
  for (const head of heads) {
    for (let end = 3; end <= window; end++) {
      const group = groupOf(head, end)
      steps[group] = Math.min(steps[group] ?? 0, window - end)
    }
  }
  return { window, steps }
}

/** The earliest place from `start` on, before `to`, at which a needle may begin; `to` less part of a window when there is none. */
export function nextBeginning({ window, steps }: Filter, text: string, start: number, to: number): number {
  let end = start + window
  while (end <= to) {
    const step = steps[groupOf(text, end)] ?? 0
    if (step === 0) break
    end += step
  }
  return end - window
}

/** The group of the three bytes before `end`. Letters differ in their low bits. */
function groupOf(text: string, end: number): number {
  return ((text.charCodeAt(end - 3) << 10) ^ (text.charCodeAt(end - 2) << 5) ^ text.charCodeAt(end - 1)) & (SIZE - 1)
}
