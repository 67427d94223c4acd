import type { Clock } from '../../ports/clock.ts'
import type { Live } from '../../ports/live.ts'
import type { Paths } from '../../ports/paths.ts'
import type { Client } from '../../ports/rpc.ts'
import type { RecordPastRuns } from '../../ports/work.ts'

export interface SampleNeeds {
  clock: Clock
  live: Live
  paths: Paths
  /** The host's own contract: the sample company is made by the calls a person would make. */
  client: () => Client
  recordPastRuns: RecordPastRuns
  companies: {
    findSample(): Promise<string | undefined>
    create(fields: { name: string; description: string; isSample: boolean }): Promise<string>
    remove(companyId: string): Promise<void>
  }
  /** Stops the runs of a company and deletes their logs. */
  evict(companyId: string): Promise<void>
}
