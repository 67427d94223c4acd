import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { memoryCheckpoint } from '../../adapters/memory/memory-checkpoint.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { CheckpointFailure } from '../../ports/checkpoint.ts'
import { newId } from '../../ports/rows.ts'
import { companies } from '../../schema/index.ts'
import { createAudit } from './audit.ts'
import type { TrailEntry } from './trail.ts'

let database: TestDatabase
let companyId: string
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = await company()
})

async function company(): Promise<string> {
  const id = newId()
  await database.sql.db.insert(companies).values({ id, name: `Company ${id}` })
  return id
}

/** An audit with keys that need no vault: one per company, none while `locked`. */
function auditOf(checkpoints = memoryCheckpoint(), seed = 'key') {
  const vault = { locked: false }
  const keys = {
    open: async () => (vault.locked ? 'locked' : null),
    chainKey: async (_: unknown, id: string) => (vault.locked ? null : createHash('sha256').update(`${seed} ${id}`).digest()),
  }
  const [clock, log] = [testClock(), silentLog()]
  return { vault, clock, log, checkpoints, ...createAudit({ sql: database.sql, clock, log, keys, checkpoints }) }
}
type Audit = ReturnType<typeof auditOf>

const entry = (n: number): TrailEntry => ({
  secretId: n % 3 === 0 ? null : newId(),
  version: n % 2 === 0 ? null : n,
  action: n % 2 === 0 ? 'resolve' : 'rotate',
  consumerType: 'run',
  consumerId: newId(),
  routineId: n % 4 === 0 ? null : newId(),
  configPath: `env.KEY_${n}`,
  actor: 'ada',
  outcome: n % 5 === 0 ? 'failure' : 'success',
  code: n % 5 === 0 ? 'secret_disabled' : null,
  reason: `rätsel ${n}`,
  at: new Date(Date.UTC(2026, 0, 1) + n * 1234),
})
const record = (audit: Audit, count: number, to = companyId) =>
  database.sql.db.transaction((tx) =>
    audit.trail.record(
      tx,
      to,
      Array.from({ length: count }, (_, n) => entry(n + 1)),
    ),
  )
/** Does to the database what somebody with rights there could: each statement gets the company as `$company`. */
const tamper = async (...statements: string[]) => {
  for (const statement of statements) await database.sql.db.execute(sql.raw(statement.replaceAll('$company', `'${companyId}'`)))
}
const verdict = async (audit: Audit, of = companyId) => {
  const [found] = await audit.verify(of)
  if (!found) throw new Error('no verdict')
  return found
}
const events = 'secret_access_events'
const at = (seq: number) => `where company_id = $company and seq = ${seq}`

/** A company with twelve entries that a checkpoint has seen. */
async function noted(audit: Audit): Promise<void> {
  await record(audit, 5)
  await record(audit, 7)
  await audit.clock.advance(1_000)
  await audit.stop()
}

describe('a trail that nobody touched', () => {
  it('is intact, whatever was written at once and however', async () => {
    const audit = auditOf()
    expect(await verdict(audit)).toMatchObject({
      verdict: 'intact',
      entries: 0,
      unchained: 0,
      checkpointAt: null,
      message: expect.stringMatching(/^0 entries/),
    })
    await Promise.all(Array.from({ length: 8 }, (_, n) => record(audit, n + 1)))
    expect(await verdict(audit)).toMatchObject({
      verdict: 'intact',
      entries: 36,
      firstBadSeq: null,
      message: expect.stringContaining('no checkpoint yet'),
    })
    await audit.stop()
    expect(await verdict(audit)).toMatchObject({
      verdict: 'intact',
      entries: 36,
      checkpointAt: expect.any(Date),
      message: '36 entries: none was changed, removed or moved.',
    })
  })

  it('goes on over pages, and is one of its company', async () => {
    const audit = auditOf()
    await record(audit, 2_001)
    const other = await company()
    await record(audit, 3, other)
    expect(await verdict(audit)).toMatchObject({ verdict: 'intact', entries: 2_001 })
    expect(await verdict(audit, other)).toMatchObject({ verdict: 'intact', entries: 3 })
    expect((await audit.verify()).filter((one) => [companyId, other].includes(one.companyId))).toHaveLength(2)
    await expect(audit.verify(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('leaves nothing of a transaction that was rolled back', async () => {
    const audit = auditOf()
    await record(audit, 2)
    await expect(
      database.sql.db.transaction(async (tx) => {
        await audit.trail.record(tx, companyId, [entry(1)])
        throw new Error('undo')
      }),
    ).rejects.toThrow('undo')
    await record(audit, 1)
    await audit.stop()
    expect(await verdict(audit)).toMatchObject({ verdict: 'intact', entries: 3 })
  })
})

const copy = `update ${events} a set secret_id = b.secret_id, version = b.version, action = b.action, config_path = b.config_path, code = b.code,
  outcome = b.outcome, reason = b.reason, at = b.at, consumer_id = b.consumer_id, routine_id = b.routine_id from ${events} b
  where a.company_id = $company and b.company_id = $company and a.seq = 4 and b.seq = 6`

describe('finds', () => {
  it.each<[string, string[], { verdict: string; firstBadSeq: number | null }]>([
    ['an entry removed from the middle', [`delete from ${events} ${at(4)}`], { verdict: 'missing', firstBadSeq: 4 }],
    ['the first entry removed', [`delete from ${events} ${at(1)}`], { verdict: 'missing', firstBadSeq: 1 }],
    [
      'an entry removed and the rest moved up',
      [`delete from ${events} ${at(4)}`, ...[5, 6, 7, 8, 9, 10, 11, 12].map((n) => `update ${events} set seq = ${n - 1} ${at(n)}`)],
      { verdict: 'altered', firstBadSeq: 4 },
    ],
    ['the end cut off', [`delete from ${events} where company_id = $company and seq > 9`], { verdict: 'truncated', firstBadSeq: 10 }],
    [
      'the end cut off, with the record of where it is',
      [
        `delete from ${events} where company_id = $company and seq > 9`,
        `update secret_audit_heads set seq = 9, mac = (select mac from ${events} ${at(9)}) where company_id = $company`,
      ],
      { verdict: 'truncated', firstBadSeq: 10 },
    ],
    [
      'everything removed',
      [`delete from ${events} where company_id = $company`, 'delete from secret_audit_heads where company_id = $company'],
      { verdict: 'truncated', firstBadSeq: 1 },
    ],
    ['the last entry taken out of the chain', [`update ${events} set seq = null, mac = null ${at(12)}`], { verdict: 'truncated', firstBadSeq: 12 }],
    [
      'two entries in each other’s place',
      [`update ${events} set seq = 100 ${at(4)}`, `update ${events} set seq = 4 ${at(5)}`, `update ${events} set seq = 5 ${at(100)}`],
      { verdict: 'altered', firstBadSeq: 4 },
    ],
    ['what one entry says under another', [copy], { verdict: 'altered', firstBadSeq: 4 }],
    ['an entry dated back', [`update ${events} set at = at - interval '1 microsecond' ${at(7)}`], { verdict: 'altered', firstBadSeq: 7 }],
    ['a MAC exchanged', [`update ${events} set mac = (select mac from ${events} ${at(3)}) ${at(2)}`], { verdict: 'altered', firstBadSeq: 2 }],
    ['a failure made a success', [`update ${events} set outcome = 'success', code = null ${at(5)}`], { verdict: 'altered', firstBadSeq: 5 }],
    [
      'an entry added',
      [`insert into ${events} (company_id, seq, mac, consumer_type, config_path, actor, outcome) values ($company, 0, '', 'run', '', '', 'success')`],
      { verdict: 'altered', firstBadSeq: 0 },
    ],
    [
      'the record of the end put back',
      [`update secret_audit_heads set seq = 9, mac = (select mac from ${events} ${at(9)}) where company_id = $company`],
      { verdict: 'altered', firstBadSeq: 12 },
    ],
    [
      'the record of the end moved on',
      ['update secret_audit_heads set seq = 15 where company_id = $company'],
      { verdict: 'truncated', firstBadSeq: 13 },
    ],
    [
      'the record of the end exchanged',
      [`update secret_audit_heads set mac = 'x' where company_id = $company`],
      { verdict: 'altered', firstBadSeq: 12 },
    ],
    ['the record of the end removed', ['delete from secret_audit_heads where company_id = $company'], { verdict: 'altered', firstBadSeq: 12 }],
  ])('%s', async (_, statements, expected) => {
    const audit = auditOf()
    await noted(audit)
    await tamper(...statements)
    expect(await verdict(audit)).toMatchObject(expected)
  })

  it('entries of another company in the place of its own', async () => {
    const audit = auditOf()
    await noted(audit)
    const other = await company()
    await record(audit, 12, other)
    const swap = (from: string, to: string) => `update ${events} set company_id = '${to}' where company_id = '${from}' and seq = 6`
    await tamper(`update ${events} set seq = 106 where company_id = '${other}' and seq = 6`, swap(companyId, other))
    await tamper(`update ${events} set company_id = '${companyId}', seq = 6 where company_id = '${other}' and seq = 106`)
    for (const id of [companyId, other]) expect(await verdict(audit, id)).toMatchObject({ verdict: 'altered', firstBadSeq: 6 })
  })

  it('a change of any column of any entry', async () => {
    const audit = auditOf()
    const columns: Record<string, string[]> = {
      id: ['id + 1000000'],
      secret_id: ['gen_random_uuid()', `case when secret_id is null then gen_random_uuid() end`],
      version: ['coalesce(version, 0) + 1', 'case when version is null then 1 end'],
      action: [`case action when 'rotate' then 'resolve' else 'rotate' end`],
      consumer_type: [`'person'`, `'host'`],
      consumer_id: ['gen_random_uuid()', 'null'],
      routine_id: ['gen_random_uuid()', 'case when routine_id is null then gen_random_uuid() end'],
      config_path: [`config_path || ' '`, `''`, 'upper(config_path)||1'],
      actor: [`'Ada'`, `''`],
      outcome: [`case outcome when 'success' then 'failure' else 'success' end`],
      code: [`coalesce(code, '') || 'x'`, `case when code is null then '' end`],
      reason: [`''`, `reason || 'x'`, 'reverse(reason)'],
      seq: ['seq + 1000', '-seq', '0'],
      mac: [`''`, 'reverse(mac)', `mac || '='`],
      at: [`at + interval '1 microsecond'`, `at - interval '1 day'`],
    }
    const change = fc.constantFrom(...Object.entries(columns).flatMap(([column, values]) => values.map((value): [string, string] => [column, value])))
    await fc.assert(
      fc.asyncProperty(change, fc.integer({ min: 1, max: 12 }), async ([column, value], seq) => {
        companyId = await company()
        await noted(audit)
        expect((await verdict(audit)).verdict).toBe('intact')
        const always = column === 'id' ? 'overriding' : ''
        if (always) await tamper(`alter table ${events} alter id set generated by default`)
        await tamper(`update ${events} set ${column} = ${value} ${at(seq)}`)
        const found = await verdict(audit)
        expect(found.verdict).not.toBe('intact')
        expect(found.firstBadSeq).toBeLessThanOrEqual(seq)
      }),
      { numRuns: 60 },
    )
  })

  it('that the trail was cut back and written on', async () => {
    const audit = auditOf()
    await noted(audit)
    await tamper(
      `delete from ${events} where company_id = $company and seq > 9`,
      `update secret_audit_heads set seq = 9, mac = (select mac from ${events} ${at(9)}) where company_id = $company`,
    )
    await record(audit, 8)
    await audit.stop()
    expect(await verdict(audit)).toMatchObject({ verdict: 'rewritten', firstBadSeq: 12, entries: 17 })
    // The evidence is not written over, by this host or the next.
    const next = auditOf(audit.checkpoints)
    await next.start()
    expect(await verdict(next)).toMatchObject({ verdict: 'rewritten', firstBadSeq: 12 })
    expect(next.health()).toMatchObject([{ id: 'audit', state: 'critical' }])
    expect(next.log.entries.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'audit.trail_contradicts_checkpoint', fields: { companyId } },
    ])
  })

  it('a checkpoint that somebody else wrote', async () => {
    const audit = auditOf()
    await noted(audit)
    const [kept] = audit.checkpoints.kept
    if (!kept) throw new Error('no checkpoint')
    audit.checkpoints.kept = [{ ...kept, seq: 9 }]
    expect(await verdict(audit)).toMatchObject({ verdict: 'rewritten', message: expect.stringContaining('checkpoint outside the database') })
    audit.checkpoints.kept = [{ ...kept, at: new Date(0) }]
    expect(await verdict(audit)).toMatchObject({ verdict: 'rewritten' })
  })

  it('that the key is another one, and says so while there is none', async () => {
    const audit = auditOf()
    await noted(audit)
    expect(await verdict(auditOf(audit.checkpoints, 'another key'))).toMatchObject({ verdict: 'unverifiable', firstBadSeq: 1 })
    audit.vault.locked = true
    expect(await verdict(audit)).toMatchObject({ verdict: 'unverifiable', firstBadSeq: null, message: expect.stringContaining('locked') })
  })
})

describe('while the vault is locked', () => {
  it('entries wait, and take their place in the order they were written once it opens', async () => {
    const audit = auditOf()
    await record(audit, 2)
    audit.vault.locked = true
    await record(audit, 2_500)
    await record(audit, 1)
    audit.vault.locked = false
    expect(await verdict(audit)).toMatchObject({
      verdict: 'intact',
      entries: 2,
      unchained: 2_501,
      message: expect.stringContaining('2501 more were written while the vault was locked'),
    })
    await record(audit, 1)
    expect(await verdict(audit)).toMatchObject({ verdict: 'intact', entries: 2_504, unchained: 0 })
    const { rows } = await database.sql.db.execute(sql`select seq, id from secret_access_events where company_id = ${companyId} order by id`)
    expect(rows.map((row) => Number(row['seq']))).toEqual(Array.from({ length: 2_504 }, (_, n) => n + 1))
  })

  it('the next host that can open it chains them at its start', async () => {
    const audit = auditOf()
    audit.vault.locked = true
    await record(audit, 3)
    await audit.start()
    expect(await verdict(audit)).toMatchObject({ entries: 0, unchained: 3 })
    const next = auditOf(audit.checkpoints)
    await next.start()
    expect(await verdict(next)).toMatchObject({ verdict: 'intact', entries: 3, unchained: 0, checkpointAt: expect.any(Date) })
  })
})

describe('the checkpoint', () => {
  const kept = (audit: Audit) => audit.checkpoints.kept.find((one) => one.companyId === companyId)?.seq

  it('follows at most once a second, and at the end', async () => {
    const audit = auditOf()
    let writes = 0
    const { write } = audit.checkpoints
    audit.checkpoints.write = function (all) {
      writes += 1
      return write.call(this, all)
    }
    for (let n = 0; n < 5; n += 1) await record(audit, 2)
    expect([writes, kept(audit)]).toEqual([0, undefined])
    await audit.clock.advance(1_000)
    await expect.poll(() => kept(audit)).toBe(10)
    expect(writes).toBe(1)
    await record(audit, 1)
    await audit.stop()
    expect([writes, kept(audit)]).toEqual([2, 11])
    expect(audit.clock.pending).toBe(0)
  })

  it('of a transaction that takes long is written after it', async () => {
    const audit = auditOf()
    await database.sql.db.transaction(async (tx) => {
      await audit.trail.record(tx, companyId, [entry(1)])
      await audit.clock.advance(1_000)
      await expect.poll(() => audit.clock.pending).toBe(1)
      expect(kept(audit)).toBeUndefined()
    })
    await audit.clock.advance(1_000)
    await expect.poll(() => kept(audit)).toBe(1)
  })

  it('catches up with what an earlier host did not get to, and forgets companies that are gone', async () => {
    await record(auditOf(), 4)
    const audit = auditOf()
    const gone = { companyId: newId(), seq: 1, mac: 'x', at: new Date(), seal: 'x' }
    audit.checkpoints.kept = [gone]
    await audit.start()
    expect(kept(audit)).toBe(4)
    expect(audit.checkpoints.kept).not.toContainEqual(gone)
  })

  it('that cannot be written or read is told once, and made good later', async () => {
    const audit = auditOf()
    const { write } = audit.checkpoints
    audit.checkpoints.write = () => Promise.reject(new CheckpointFailure('The disk is full.'))
    await record(audit, 1)
    await audit.stop()
    await audit.stop()
    expect(audit.health()).toMatchObject([{ id: 'audit', state: 'warning', detail: 'The disk is full.' }])
    expect(audit.log.entries).toMatchObject([{ event: 'audit.checkpoint_failed', fields: { reason: 'The disk is full.' } }])
    audit.checkpoints.write = write
    await audit.stop()
    expect([kept(audit), audit.health()]).toEqual([1, []])
    audit.checkpoints.read = () => Promise.reject(new CheckpointFailure('It is damaged.'))
    expect(await verdict(audit)).toMatchObject({ verdict: 'intact', checkpointAt: null, message: expect.stringContaining('It is damaged.') })
  })
})
