/** The sample company: something to look at in the first minute, gone again without a trace. */
import { sampleHandlers } from './handlers.ts'
import type { SampleNeeds } from './needs.ts'

export function sampleFeature(needs: SampleNeeds) {
  return { router: sampleHandlers(needs) }
}
