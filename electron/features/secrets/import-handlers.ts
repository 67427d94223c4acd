import { os } from '../../ports/rpc.ts'
import type { CustodianNeeds } from './custodian.ts'
import { referencesFileName, referencesText } from './export.ts'
import type { Importer } from './import.ts'
import { changeEntry } from './lifecycle-entry.ts'

type Needs = Pick<CustodianNeeds, 'sql' | 'clock' | 'store' | 'trail' | 'actor'> & { importer: Importer }

/** Many secrets at once, in and out. */
export function importHandlers({ sql, clock, store, trail, actor, importer }: Needs) {
  return {
    planImport: os.secrets.planImport.handler(({ input: { companyId, rows } }) => importer.plan(companyId, rows)),

    import: os.secrets.import.handler(({ input: { companyId, rows } }) => importer.run(companyId, rows)),

    exportReferences: os.secrets.exportReferences.handler(async ({ input: { companyId } }) => {
      const companyName = await store.companyName(companyId)
      const secrets = await store.list(companyId)
      const reason = secrets.length === 1 ? 'References of 1 secret, no values.' : `References of ${secrets.length} secrets, no values.`
      const deed = { secretId: null, version: null, action: 'export' as const, reason }
      await sql.db.transaction((tx) => trail.record(tx, companyId, [changeEntry({ consumerType: 'person', actor, at: clock.now() }, deed)]))
      return { fileName: referencesFileName(companyName), text: referencesText(companyName, secrets) }
    }),
  }
}
