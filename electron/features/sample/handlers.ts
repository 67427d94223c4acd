import { inTurn } from '#shared/domain/in-turn.ts'
import { os } from '../../ports/rpc.ts'
import type { SampleNeeds } from './needs.ts'
import { sampleSeeder } from './seeder.ts'

export function sampleHandlers(needs: SampleNeeds) {
  const { companies, live } = needs
  const oneAtATime = inTurn()
  const seeder = sampleSeeder(needs)

  return os.sample.router({
    install: os.sample.install.handler(() =>
      oneAtATime(async () => {
        const present = await companies.findSample()
        if (present && (await seeder.isComplete(present))) return { companyId: present }
        if (present) await seeder.clear(present)
        const companyId = await seeder.seed()
        live.publish({ noun: 'company', id: companyId, companyId, kind: 'created' })
        return { companyId }
      }),
    ),

    remove: os.sample.remove.handler(() =>
      oneAtATime(async () => {
        const companyId = await companies.findSample()
        if (companyId) {
          await seeder.clear(companyId)
          live.publish({ noun: 'company', id: companyId, companyId, kind: 'removed' })
        }
        return {}
      }),
    ),
  })
}
