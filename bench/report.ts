/** One way to print figures: a table for people, or one JSON line a figure with `--json`. */

export interface Figure {
  figure: string
  ours: number
  /** The same measured on the peer in the same run; null where there is none. */
  peer: number | null
  unit: string
}

export function report(bench: string, figures: Figure[]): void {
  const json = process.argv.includes('--json')
  for (const { figure, ours, peer, unit } of figures) {
    const ratio = peer === null || peer === 0 ? null : round(ours / peer)
    const line = { bench, figure, ours: round(ours), peer: peer === null ? null : round(peer), ratio, unit }
    if (json) console.log(JSON.stringify(line))
    else
      console.log(
        `${figure.padEnd(44)} ${String(line.ours).padStart(10)} ${unit.padEnd(8)}${line.peer === null ? '' : ` peer ${line.peer}, ratio ${ratio}`}`,
      )
  }
}

/** The value below which `share` (0 to 1) of the values lie. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: number[]): number => quantile(values, 0.5)

const round = (value: number) => Number(value.toPrecision(4))
