import type { Company } from '#shared/contract/companies.ts'
import { counted } from '../../ui/counted.ts'

/** What deleting a company takes with it, one line each, and what it stops. */
export function whatGoes({ counts }: Company): string[] {
  const lines = [
    counts.activeRuns > 0 && `Stops ${counted(counts.activeRuns, 'active run')} at once.`,
    counts.routines > 0 && `Deletes ${counted(counts.routines, 'routine')} with their triggers, history, runs and logs.`,
    counts.agents > 0 && `Deletes ${counted(counts.agents, 'agent')}.`,
    counts.projects > 0 && `Deletes ${counted(counts.projects, 'project')}.`,
    counts.secrets > 0 && `Deletes ${counted(counts.secrets, 'secret')} with every version and the access log.`,
  ].filter((line) => line !== false)
  return lines.length > 0 ? lines : ['Deletes the company. It has nothing in it.']
}
