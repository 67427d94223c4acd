/** Many secrets at once: a dry run that judges each row, and an import that does all of it or nothing. */
import { type ImportVerdict, importRow } from '#shared/contract/secrets.ts'
import { newId } from '../../ports/rows.ts'
import { declared } from '../../ports/rpc.ts'
import type { Transaction } from '../../ports/sql.ts'
import type { CustodianNeeds } from './custodian.ts'
import { foldNames } from './import-store.ts'
import { changeEntry } from './lifecycle-entry.ts'
import type { HeldSecret } from './store.ts'
import type { NewVersion } from './version-store.ts'

export type Importer = ReturnType<typeof secretImporter>

interface Row {
  name: string
  value: string
}

/** A judged row; `secret` is the one it overwrites or equals. */
interface Judged {
  row: Row
  verdict: ImportVerdict['verdict']
  problem: string
  secret: HeldSecret | null
}

export function secretImporter({ sql, clock, live, store, versions, vault, trail, actor }: Omit<CustodianNeeds, 'keeper' | 'wake'>) {
  async function mustOpen(): Promise<void> {
    const reason = await vault.open()
    if (reason !== null) throw declared('VAULT_LOCKED', { reason }, reason)
  }

  /** Judges every row; with `hold` the secrets found are held until the transaction ends. */
  async function judge(tx: Transaction, companyId: string, rows: readonly Row[], hold: boolean): Promise<Judged[]> {
    const checked = rows.map(checkRow)
    const named = await foldNames(
      tx,
      companyId,
      checked.map(({ row }) => row.name),
    )
    const places = new Map<string, number>()
    for (const { folded } of named) places.set(folded, (places.get(folded) ?? 0) + 1)
    const known = await store.several(
      tx,
      companyId,
      named.flatMap(({ secretId }) => secretId ?? []),
      hold,
    )
    const fingerprints = await versions.fingerprints(tx, [...known.values()])
    const judged: Judged[] = []
    for (const [i, { row, problem }] of checked.entries()) {
      const { folded = '', secretId = null } = named[i] ?? {}
      const secret = known.get(secretId ?? '') ?? null
      const fault = problem || ((places.get(folded) ?? 0) > 1 ? 'the name comes more than once' : '') || (secret ? misfit(secret) : '')
      if (fault) judged.push({ row, verdict: 'invalid', problem: fault, secret })
      else if (!secret) judged.push({ row, verdict: 'add', problem: '', secret })
      else {
        const same = (await vault.fingerprint(companyId, row.value, tx)) === fingerprints.get(secret.id)
        judged.push({ row, verdict: same ? 'same' : 'overwrite', problem: '', secret })
      }
    }
    return judged
  }

  return {
    /** Says what an import would do. Throws VAULT_LOCKED: without a key nobody can say which values are the same. */
    async plan(companyId: string, rows: readonly Row[]): Promise<ImportVerdict[]> {
      await mustOpen()
      return sql.db.transaction(async (tx) => {
        await store.holdCompany(tx, companyId)
        return (await judge(tx, companyId, rows, false)).map((judged) =>
          verdictOf(judged, judged.secret?.id ?? null, judged.secret?.currentVersion ?? null),
        )
      })
    },

    /** Does it. Throws BAD_REQUEST naming the rows at fault, VAULT_LOCKED, NAME_TAKEN; then nothing was done. */
    async run(companyId: string, rows: ReadonlyArray<Row & { description: string }>): Promise<ImportVerdict[]> {
      await mustOpen()
      const { verdicts, added, changed } = await sql.db.transaction(async (tx) => {
        await store.holdCompany(tx, companyId)
        const judged = await judge(tx, companyId, rows, true)
        refuseFaults(judged)
        const last = await store.lastVersions(
          tx,
          judged.flatMap(({ secret }) => secret?.id ?? []),
        )
        const settled = judged.map((each, i) => {
          const { secret, verdict } = each
          const id = secret?.id ?? newId()
          const version = verdict === 'same' ? (secret?.currentVersion ?? 1) : (last.get(id) ?? 0) + 1
          return { ...each, id, version, description: rows[i]?.description ?? '' }
        })
        const writing = settled.filter(({ verdict }) => verdict !== 'same')
        const adding = settled.filter(({ verdict }) => verdict === 'add')
        const sealed: NewVersion[] = []
        for (const { id, version, row } of writing) {
          const place = { companyId, secretId: id, version }
          sealed.push({ ...place, ...(await vault.seal(tx, place, row.value)), providerVersion: null, origin: 'imported', actor })
        }
        if (adding.length > 0)
          await store.insert(
            tx,
            adding.map(({ id, row, description }) => ({ id, companyId, name: row.name, description, actor })),
          )
        if (sealed.length > 0) await versions.add(tx, sealed)
        for (const { secret, version } of writing) if (secret) await store.setCurrent(tx, secret, version, clock.now())
        const doer = { consumerType: 'person' as const, actor, at: clock.now() }
        await trail.record(
          tx,
          companyId,
          writing.map(({ id, version }) => changeEntry(doer, { secretId: id, version, action: 'import', reason: '' })),
        )
        return {
          verdicts: settled.map((each) => verdictOf(each, each.id, each.version)),
          added: adding.map(({ id }) => id),
          changed: writing.flatMap(({ secret }) => secret?.id ?? []),
        }
      })
      for (const id of added) live.publish({ noun: 'secret', id, companyId, kind: 'created' })
      for (const id of changed) live.publish({ noun: 'secret', id, companyId, kind: 'updated' })
      return verdicts
    },
  }
}

/** The row as `create` would take it, with what `create` would say against it. */
function checkRow({ name, value }: Row): { row: Row; problem: string } {
  const checkedName = importRow.shape.name.safeParse(name)
  const checkedValue = importRow.shape.value.safeParse(value)
  const problems = [
    ...(checkedName.error?.issues ?? []).map(({ message }) => `name: ${message}`),
    ...(checkedValue.error?.issues ?? []).map(({ message }) => `value: ${message}`),
  ]
  return { row: { name: checkedName.data ?? name, value }, problem: problems.join('; ') }
}

/** Why the secret of that name cannot be given a value here; empty when it can. */
function misfit({ provider, managed }: HeldSecret): string {
  if (!managed) return 'a reference has this name; its value is kept at the provider'
  return provider === 'local_encrypted' ? '' : 'the secret of this name is kept at a provider; rotate it instead'
}

function refuseFaults(judged: readonly Judged[]): void {
  const issues = judged.flatMap(({ problem }, i) => (problem ? [{ path: ['rows', i], message: problem }] : []))
  if (issues.length === 0) return
  const rows = issues.length === 1 ? '1 row' : `${issues.length} rows`
  throw declared('BAD_REQUEST', { issues }, `Nothing was imported: ${rows} cannot be. Correct or leave out what is named.`)
}

function verdictOf({ row, verdict, problem }: Judged, secretId: string | null, version: number | null): ImportVerdict {
  return { name: row.name, verdict, problem, secretId, version }
}
