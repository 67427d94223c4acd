/** Random secrets, in random disguises, cut at random places, through every writer: none gets out, and nothing else is masked. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { expect, it } from 'vitest'
import type { HostStatus } from '#shared/contract/system.ts'
import { maskerOf, type Sensitive, toByteString } from '#shared/domain/redaction.ts'
import { bare, cut, type Dice, dice, fuzzSeed, type Leak, randomLeak, sensitiveSet } from '../../adapters/memory/redaction-cases.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { fileLog } from '../../adapters/node/log.ts'
import { faults } from '../../host/faults.ts'
import { knownValues } from '../../ports/known-values.ts'
import { os } from '../../ports/rpc.ts'
import { runFolder } from './folder.ts'
import { openLog } from './log-writer.ts'

const CASES = 200_000
const CASES_OF_A_SET = 500
const CLEAN = [
  'INFO fetched 42 orders in 187 ms\n',
  '\x1b[32mok\x1b[0m build 412.8 kB\r\n',
  '{"level":30,"msg":"done"}\n',
  `${'QUJD'.repeat(19)}\nQUJD\n`,
]

const redacted = (chunks: string[], mask: ReturnType<typeof maskerOf>) => {
  const redactor = mask.stream()
  return chunks.map((chunk) => redactor.push(chunk)).join('') + redactor.end()
}

/** What is wrong with the masked output of a leak; null when nothing is. */
function fault({ output, before, after, edge }: Leak, out: string, { name }: Sensitive): string | null {
  const [left, right, ...more] = bare(out).split(toByteString(`‹secret ${name}›`))
  const whole = bare(output)
  if (left === undefined || right === undefined || more.length > 0) return 'not masked once'
  if (!whole.startsWith(left) || !whole.endsWith(right)) return 'changed around it'
  if (left.length > before || right.length > after) return 'some of it is left'
  return left.length < before - edge || right.length < after - edge ? 'more than it is masked' : null
}

it(`lets nothing out and masks nothing else, in ${CASES} cases`, { timeout: 240_000 }, () => {
  const seed = fuzzSeed()
  const random = dice(seed)
  for (let done = 0; done < CASES; ) {
    const sensitive = sensitiveSet(random, (i) => `\u00b6${i}`)
    const mask = maskerOf(sensitive)
    for (let n = 0; n < CASES_OF_A_SET; n += 1, done += 1) {
      const secret = random.pick(sensitive)
      if (n % 5 === 0) {
        const output = random.pick(CLEAN).repeat(1 + random.roll(3)) + toByteString(secret.value).slice(0, 3)
        if (redacted(cut(output, random), mask) !== output) expect.fail(`FUZZ_SEED=${seed}: ${JSON.stringify({ output, sensitive })} is changed`)
        continue
      }
      const leak = randomLeak(secret.value, random)
      const chunks = cut(leak.output, random)
      const out = redacted(chunks, mask)
      const problem = fault(leak, out, secret)
      if (problem) expect.fail(`FUZZ_SEED=${seed}: ${problem}: ${JSON.stringify({ ...leak, secret, out, chunks, sensitive })}`)
    }
  }
})

const status: HostStatus = { phase: 'ready', detail: '', failure: null, version: '0', startedAt: new Date(0) }

/** Lets the same leaks out by the log of a run, the host's log and a fault inside a procedure; answers all that reached the disk. */
async function written(home: string, sensitive: Sensitive[], leaks: Leak[], random: Dice): Promise<string> {
  const known = knownValues()
  const clock = testClock()
  const { mask, forget } = known.learn(sensitive, clock)
  const folder = runFolder(home, 'run')
  const writer = await openLog({ clock, folder, mask })
  const log = await fileLog({ folder: home, known })
  for (const { output } of leaks) {
    const text = Buffer.from(output, 'latin1').toString('utf8')
    for (const chunk of cut(`${output}\n`, random)) await writer.write(random.pick(['stderr']), Buffer.from(chunk, 'latin1'))
    writer.say(text)
    log.warn(text, { deep: [{ [text]: text }] })
    const failing = os.companies.get.use(faults({ log, known, status: () => status })).handler(() => {
      throw new TypeError(text)
    })
    await call(failing, { companyId: '00000000-0000-4000-8000-000000000000' }, { path: ['companies', 'get'] }).catch(() => {})
  }
  await writer.close()
  forget()
  await log.close()
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join('\n')
}

it('lets nothing out by the writers themselves', { timeout: 120_000 }, async () => {
  const seed = fuzzSeed()
  const random = dice(seed)
  for (let set = 0; set < 12; set += 1) {
    const home = await mkdtemp(join(tmpdir(), 'wheelhouse-fuzz-'))
    const sensitive = sensitiveSet(random, (i) => `\u00b6${i}`)
    const leaks = Array.from({ length: 100 }, () => randomLeak(random.pick(sensitive).value, random))
    const disk = await written(home, sensitive, leaks, random)
    await rm(home, { recursive: true, force: true })
    for (const { disguise, output, before, after, edge } of leaks) {
      const core = bare(output).slice(before + edge, -after - edge || undefined)
      const lost = [core, JSON.stringify(core).slice(1, -1)].some((each) => each.length > 3 && bare(disk).includes(each))
      if (lost) expect.fail(`FUZZ_SEED=${seed}: ${disguise} of ${JSON.stringify(sensitive)} is on the disk`)
    }
    expect(disk).toContain('‹secret \u00b60›')
  }
})
