/** Commands about secrets. Each prints its answer and tells the exit code. */
import { asName, printJson, UsageProblem } from './output.ts'
import { reachHost } from './reach.ts'

export interface SecretsOptions {
  'company-id'?: string | undefined
  apply: boolean
}

/** Runs `secrets <rest>`. */
export async function secretsCommand(home: string, rest: string[], options: SecretsOptions): Promise<number> {
  const name = rest.join(' ')
  if (name === 'migrate-inline-env') return migrateInlineEnv(home, options)
  if (name === 'audit verify') return verifyAudit(home, options)
  throw new UsageProblem(`There is no command${asName(`secrets ${name}`)}.`)
}

/** Lists what would become secrets, or makes them; exit code 1 when a place could not be done. */
async function migrateInlineEnv(home: string, { 'company-id': companyId, apply }: SecretsOptions): Promise<number> {
  if (companyId === undefined) throw new UsageProblem('secrets migrate-inline-env needs --company-id ID.')
  const { client, close } = await reachHost(home)
  try {
    const report = await client.secrets.migrateInlineEnv({ companyId, apply })
    await printJson(report)
    return report.items.some(({ outcome }) => outcome === 'failed') ? 1 : 0
  } finally {
    await close()
  }
}

/** Checks the trail of one company, or of all; exit code 1 when one is not intact, which the verdict says why and from where on. */
async function verifyAudit(home: string, { 'company-id': companyId, apply }: SecretsOptions): Promise<number> {
  if (apply) throw new UsageProblem('secrets audit verify has no such option: it changes nothing.')
  const { client, close } = await reachHost(home)
  try {
    const verdicts = await client.secrets.verifyAudit(companyId === undefined ? {} : { companyId })
    const intact = verdicts.every(({ verdict }) => verdict === 'intact')
    await printJson({ intact, verdicts })
    return intact ? 0 : 1
  } finally {
    await close()
  }
}
