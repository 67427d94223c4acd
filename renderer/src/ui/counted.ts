const numbers = new Intl.NumberFormat('en')

/** A count with its noun: `1 routine`, `2,140 routines`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numbers.format(count)} ${count === 1 ? one : many}`
}

/** A count alone: `2,140`. */
export function figure(count: number): string {
  return numbers.format(count)
}
