import type { Company } from '#shared/contract/companies.ts'

/** `3 routines`, `1 routine`: a count with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** What deleting a company takes with it, one line each, and what it stops. */
export function whatGoes({ counts }: Company): string[] {
  const lines = [
    counts.routines > 0 && `${counted(counts.routines, 'routine')} with their triggers, runs and logs`,
    counts.agents > 0 && counted(counts.agents, 'agent'),
    counts.projects > 0 && counted(counts.projects, 'project'),
    counts.secrets > 0 && `${counted(counts.secrets, 'secret')} with every version and the access log`,
    counts.activeRuns > 0 && `${counted(counts.activeRuns, 'active run')}, stopped at once`,
  ]
  return lines.filter((line) => line !== false)
}
