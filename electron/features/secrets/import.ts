/** Many secrets at once: a dry run that judges each row, and an import that does all of it or nothing. */
import { type ImportVerdict, importRow } from '#shared/contract/secrets.ts'
import { newId } from '../../ports/rows.ts'
import { declared } from '../../ports/rpc.ts'
import type { Transaction } from '../../ports/sql.ts'
import type { CustodianNeeds } from './custodian.ts'
import { foldNames } from './import-store.ts'
import { changeEntry } from './lifecycle-entry.ts'
import type { HeldSecret } from './store.ts'

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

/** With the secret and version that the row is about once it is done. */
interface Settled extends Judged {
  id: string
  version: number
}

export function secretImporter({ sql, clock, live, store, versions, vault, trail, actor }: Omit<CustodianNeeds, 'keeper' | 'wake'>) {
  async function mustOpen(): Promise<void> {
    const reason = await vault.open()
    if (reason !== null) throw declared('VAULT_LOCKED', { reason }, reason)
  }

  /** Judges every row; with `hold` the secrets found are held until the transaction ends. */
  async function judge(tx: Transaction, companyId: string, rows: readonly Row[], hold: boolean): Promise<Judged[]> {
    const checked = rows.map(checkRow)
    const names = checked.map(({ row }) => row.name)
    const named = await foldNames(tx, companyId, names)
    const places = new Map<string, number>()
    for (const { folded } of named) places.set(folded, (places.get(folded) ?? 0) + 1)
    const ids = named.flatMap(({ secretId }) => secretId ?? [])
    const known = await store.several(tx, companyId, ids, hold)
    const present = await versions.fingerprints(tx, [...known.values()])
    // A company without secrets of ours has no keys yet, and a dry run is not to make them.
    const comparable = [...known.values()].some((secret) => misfit(secret) === '')
    const { fingerprint } = comparable ? await vault.sealer(tx, companyId) : { fingerprint: null }
    return checked.map(({ row, problem }, i) => {
      const { folded = '', secretId = null } = named[i] ?? {}
      const secret = known.get(secretId ?? '') ?? null
      const fault = problem || ((places.get(folded) ?? 0) > 1 ? 'the name comes more than once' : '') || (secret ? misfit(secret) : '')
      if (fault) return { row, verdict: 'invalid', problem: fault, secret }
      if (!secret) return { row, verdict: 'add', problem: '', secret }
      return { row, verdict: fingerprint?.(row.value) === present.get(secret.id) ? 'same' : 'overwrite', problem: '', secret }
    })
  }

  /** Writes what is new, and answers every row with the secret and version that it came to. */
  async function write(tx: Transaction, companyId: string, judged: Judged[], descriptions: string[]): Promise<Settled[]> {
    const ids = judged.flatMap(({ secret }) => secret?.id ?? [])
    const last = await store.lastVersions(tx, ids)
    const settled = judged.map((each): Settled => {
      const id = each.secret?.id ?? newId()
      return { ...each, id, version: each.verdict === 'same' ? (each.secret?.currentVersion ?? 1) : (last.get(id) ?? 0) + 1 }
    })
    const writing = settled.filter(({ verdict }) => verdict !== 'same')
    if (writing.length === 0) return settled
    const added = settled.flatMap(({ verdict, id, row }, i) =>
      verdict === 'add' ? [{ id, companyId, name: row.name, description: descriptions[i] ?? '', actor }] : [],
    )
    if (added.length > 0) await store.insert(tx, added)
    const { seal } = await vault.sealer(tx, companyId)
    const sealed = writing.map(({ id: secretId, version, row }) => ({ secretId, version, ...seal({ secretId, version }, row.value) }))
    await versions.add(
      tx,
      sealed.map((version) => ({ ...version, companyId, providerVersion: null, origin: 'imported', actor })),
    )
    const overwritten = writing.filter(({ verdict }) => verdict === 'overwrite')
    await store.setCurrent(tx, companyId, overwritten, clock.now())
    const doer = { consumerType: 'person' as const, actor, at: clock.now() }
    const entries = writing.map(({ id, version }) => changeEntry(doer, { secretId: id, version, action: 'import', reason: '' }))
    await trail.record(tx, companyId, entries)
    return settled
  }

  return {
    /** Says what an import would do. Throws VAULT_LOCKED: without a key nobody can say which values are the same. */
    async plan(companyId: string, rows: readonly Row[]): Promise<ImportVerdict[]> {
      await mustOpen()
      return sql.db.transaction(async (tx) => {
        await store.holdCompany(tx, companyId)
        const judged = await judge(tx, companyId, rows, false)
        return judged.map((each) => verdictOf(each, each.secret?.id ?? null, each.secret?.currentVersion ?? null))
      })
    },

    /** Does it. Throws BAD_REQUEST naming the rows at fault, VAULT_LOCKED, NAME_TAKEN; then nothing was done. */
    async run(companyId: string, rows: ReadonlyArray<Row & { description: string }>): Promise<ImportVerdict[]> {
      await mustOpen()
      const settled = await sql.db.transaction(async (tx) => {
        await store.holdCompany(tx, companyId)
        const judged = await judge(tx, companyId, rows, true)
        refuseFaults(judged)
        const descriptions = rows.map(({ description }) => description)
        return write(tx, companyId, judged, descriptions)
      })
      for (const { id, verdict } of settled) {
        if (verdict !== 'same') live.publish({ noun: 'secret', id, companyId, kind: verdict === 'add' ? 'created' : 'updated' })
      }
      return settled.map((each) => verdictOf(each, each.id, each.version))
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
