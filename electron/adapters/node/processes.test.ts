import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpawnFailure } from '../../ports/processes.ts'
import { processStart } from './process-start.ts'
import { nodeProcesses } from './processes.ts'
import { baseEnv } from './processes-env.ts'

const processes = nodeProcesses()
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelhouse-processes-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function collect() {
  const output = { stdout: '', stderr: '' }
  const sink = (stream: 'stdout' | 'stderr', chunk: Buffer) => {
    output[stream] += chunk.toString('latin1')
  }
  return { output, sink }
}

const env = () => processes.baseEnv()
const node = (script: string, extra: Record<string, string> = {}) => ({
  command: process.execPath,
  args: ['-e', script],
  cwd: folder,
  env: { ...env(), ...extra },
})
const shell = (script: string, extra: Record<string, string> = {}) => ({
  command: '/bin/sh',
  args: ['-c', script],
  cwd: folder,
  env: { ...env(), ...extra },
})

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('the condition never came true')
    await sleep(10)
  }
}

/** A dead process that nobody has taken note of is dead. */
const alive = async (pid: number) => (await processStart(pid)) !== null

describe.skipIf(process.platform === 'win32')('a child', () => {
  it.each([
    ['exit 0', { exitCode: 0, signal: null }],
    ['exit 7', { exitCode: 7, signal: null }],
    ['kill -9 $$', { exitCode: null, signal: 'SIGKILL' }],
  ])('tells how it ended: %s', async (script, ending) => {
    const child = await processes.start(shell(script), () => {})
    expect(await child.ended).toEqual(ending)
  })

  it('gives out what it wrote, by stream, and knows its folder', async () => {
    const { output, sink } = collect()
    const child = await processes.start(shell('pwd; echo problem >&2; printf tail'), sink)
    await child.ended
    expect(output).toEqual({ stdout: `${folder}\ntail`, stderr: 'problem\n' })
  })

  it('gets exactly the environment it is given', async () => {
    process.env.WHEELHOUSE_TEST_LEAK = 'leak'
    const { output, sink } = collect()
    const given = { PATH: '/usr/bin:/bin', ONLY: 'this' }
    await (await processes.start({ command: 'env', args: [], cwd: folder, env: given }, sink)).ended
    delete process.env.WHEELHOUSE_TEST_LEAK
    expect(output.stdout.trim().split('\n').sort()).toEqual(['ONLY=this', 'PATH=/usr/bin:/bin'])
  })

  it.runIf(process.platform === 'linux')('leaves no memory behind when it crashes, nor does what it starts', async () => {
    const { output, sink } = collect()
    const look = "grep 'Max core' /proc/self/limits; cat /proc/self/coredump_filter"
    const child = await processes.start(shell(`${look}; sh -c "${look}"; ulimit -c unlimited; kill -SEGV $$`, { SECRET: 'planted' }), sink)
    expect(await child.ended).toEqual({ exitCode: null, signal: 'SIGSEGV' })
    const facts = output.stdout.replaceAll(/ +/g, ' ').trim().split('\n')
    expect(facts).toEqual(Array.from({ length: 2 }, () => ['Max core file size 1 1 bytes ', '00000000']).flat())
    expect((await readdir(folder)).filter((name) => name.startsWith('core'))).toEqual([])
  })

  it('writes no diagnostic report, whatever the host was told', async () => {
    const told = nodeProcesses({ ...process.env, NODE_OPTIONS: '--report-uncaught-exception --report-on-fatalerror --report-on-signal' })
    const script =
      'const { report } = process; console.log(report.reportOnUncaughtException, report.reportOnFatalError, report.reportOnSignal); throw 1'
    const { output, sink } = collect()
    const child = await told.start({ ...node(script), env: told.baseEnv() }, sink)
    expect(await child.ended).toMatchObject({ exitCode: 1 })
    expect(output.stdout).toBe('false false false\n')
    expect((await readdir(folder)).filter((name) => name.startsWith('report'))).toEqual([])
  })

  it('finds its input closed', async () => {
    const { output, sink } = collect()
    await (await processes.start(shell('cat; echo end'), sink)).ended
    expect(output.stdout).toBe('end\n')
  })

  it('leads its own group and names itself by its start', async () => {
    const { output, sink } = collect()
    const child = await processes.start(shell('ps -o pgid= -p $$; sleep 5'), sink)
    await until(() => output.stdout !== '')
    expect(Number(output.stdout)).toBe(child.pid)
    expect(child.started).toMatch(/\S/)
    child.stop(0)
    expect(await child.ended).toEqual({ exitCode: null, signal: 'SIGKILL' })
  })

  it('ends when asked, within its grace', async () => {
    const { output, sink } = collect()
    const child = await processes.start(shell('trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.05; done'), sink)
    await until(() => output.stdout.includes('up'))
    child.stop(10_000)
    expect(await child.ended).toEqual({ exitCode: 3, signal: null })
    expect(output.stdout).toBe('up\nbye\n')
  })

  it('is killed when it ignores being asked, with its children', async () => {
    const { output, sink } = collect()
    const child = await processes.start(
      shell('trap "" TERM; sh -c "trap \\"\\" TERM; echo $$; while :; do sleep 0.05; done" & echo $!; wait; wait'),
      sink,
    )
    await until(() => output.stdout.split('\n').length > 2)
    child.stop(100)
    expect(await child.ended).toEqual({ exitCode: null, signal: 'SIGKILL' })
    const grandchild = Number(output.stdout.split('\n')[0])
    await until(async () => !(await alive(grandchild)))
  })

  it('takes its group with it when only the leader heeds the request', async () => {
    const { output, sink } = collect()
    const child = await processes.start(
      shell('sh -c "trap \\"\\" TERM; while :; do sleep 0.05; done" & echo $!; trap "exit 0" TERM; while :; do sleep 0.05; done'),
      sink,
    )
    await until(() => output.stdout !== '')
    child.stop(300)
    await child.ended
    expect(await alive(Number(output.stdout))).toBe(false)
  })

  it('does not hang on a daemon that keeps its output open, and leaves no member of its group', async () => {
    const { output, sink } = collect()
    const began = performance.now()
    const child = await processes.start(shell('sleep 600 & echo $!; exit 4'), sink)
    expect(await child.ended).toEqual({ exitCode: 4, signal: null })
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(await alive(Number(output.stdout))).toBe(false)
  })

  it('leaves nothing behind that ignores being asked', async () => {
    const { output, sink } = collect()
    const child = await processes.start(shell(`sh -c 'trap "" TERM; while :; do sleep 0.05; done' >/dev/null 2>&1 & echo $!`), sink)
    expect(await child.ended).toEqual({ exitCode: 0, signal: null })
    await until(async () => !(await alive(Number(output.stdout))))
  })

  it('may close its output and go on', async () => {
    const child = await processes.start(shell('exec >&- 2>&-; sleep 0.2; exit 5'), () => {})
    expect(await child.ended).toEqual({ exitCode: 5, signal: null })
  })

  it('is held back by a slow reader and loses nothing of 50 MB', async () => {
    let bytes = 0
    let most = 0
    let inside = 0
    const child = await processes.start(node(`process.stdout.write(Buffer.alloc(50 * 1024 * 1024, 120))`), async (_, chunk) => {
      inside += 1
      most = Math.max(most, inside)
      bytes += chunk.length
      if (bytes % 7 === 0) await sleep(1)
      inside -= 1
    })
    expect(await child.ended).toEqual({ exitCode: 0, signal: null })
    expect(bytes).toBe(50 * 1024 * 1024)
    expect(most).toBe(1)
  })

  it('outlives a sink that throws', async () => {
    const child = await processes.start(node(`process.stdout.write('x'.repeat(1e6), () => process.exit(6))`), () => {
      throw new Error('sink')
    })
    expect(await child.ended).toEqual({ exitCode: 6, signal: null })
  })
})

describe.skipIf(process.platform === 'win32')('what cannot be started', () => {
  const start = (command: string, cwd = folder) => processes.start({ command, args: [], cwd, env: env() }, () => {})

  it('is told in a sentence', async () => {
    const script = join(folder, 'no-interpreter')
    await writeFile(script, '#!/nowhere/interpreter\n')
    await chmod(script, 0o755)
    const plain = join(folder, 'plain.txt')
    await writeFile(plain, 'text')
    await expect(start('no-such-program')).rejects.toEqual(new SpawnFailure('There is no program called no-such-program on the PATH.'))
    await expect(start('/no/such')).rejects.toEqual(new SpawnFailure('There is no program /no/such.'))
    await expect(start(plain)).rejects.toEqual(new SpawnFailure(`${plain} may not be executed by this user, or is not a program.`))
    await expect(start(script)).rejects.toEqual(new SpawnFailure(`${script} is there, but the interpreter that its first line names is not.`))
    await expect(start('true', join(folder, 'gone'))).rejects.toEqual(new SpawnFailure(`The working folder ${join(folder, 'gone')} does not exist.`))
    await expect(start('true', plain)).rejects.toEqual(new SpawnFailure(`The working folder ${plain} is not a folder.`))
    if (process.getuid?.() === 0 || process.platform === 'win32') return
    const closed = join(folder, 'closed')
    await mkdir(closed, { mode: 0 })
    await expect(start('true', closed)).rejects.toEqual(new SpawnFailure(`The working folder ${closed} may not be entered by this user.`))
    await expect(processes.start(shell('true', { HUGE: 'x'.repeat(4_000_000) }), () => {})).rejects.toThrow('larger than the system allows')
  })
})

describe.skipIf(process.platform !== 'linux')('reaping', () => {
  const runId = () => `reap-${Math.random().toString(36).slice(2)}`

  it('kills the group of a leader that is still itself', async () => {
    const id = runId()
    const child = await processes.start(shell('sleep 600 & sleep 600'), () => {})
    expect(await processes.reap([{ runId: id, pid: child.pid, started: child.started }])).toBe(1)
    expect(await child.ended).toEqual({ exitCode: null, signal: 'SIGKILL' })
  })

  it('spares a process that only has the same number', async () => {
    const child = await processes.start(shell('sleep 600'), () => {})
    expect(await processes.reap([{ runId: runId(), pid: child.pid, started: 'another boot 12' }])).toBe(0)
    expect(await alive(child.pid)).toBe(true)
    child.stop(0)
    await child.ended
  })

  it('finds a daemon that left its group by the run in its environment, and no other', async () => {
    const id = runId()
    const { output, sink } = collect()
    const child = await processes.start(
      shell('setsid sleep 600 >/dev/null 2>&1 & sleep 0.2; ps -o pid= -C sleep | wc -l', { WHEELHOUSE_RUN_ID: id }),
      sink,
    )
    const other = await processes.start(shell('exec sleep 600', { WHEELHOUSE_RUN_ID: runId() }), () => {})
    await child.ended
    expect(await processes.reap([{ runId: id, pid: null, started: null }])).toBe(1)
    expect(await processes.reap([{ runId: id, pid: null, started: null }])).toBe(0)
    expect(await alive(other.pid)).toBe(true)
    other.stop(0)
    await other.ended
    expect(Number(output.stdout)).toBeGreaterThan(0)
  })
})

describe('baseEnv', () => {
  const host = { PATH: '/usr/bin', HOME: '/root', LC_ALL: 'C.UTF-8', DATABASE_URL: 'secret', WHEELHOUSE_HOME: '/x', NODE_OPTIONS: '--x', LC_: 'no' }

  it('lets only an allow-list through', () => {
    expect(baseEnv(host, 'linux')).toEqual({ PATH: '/usr/bin', HOME: '/root', LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' })
  })

  it('adds the places of tools on macOS, whose Finder leaves them out', () => {
    expect(baseEnv({ PATH: '/usr/local/bin:/usr/bin' }, 'darwin').PATH).toBe('/usr/local/bin:/usr/bin:/opt/homebrew/bin')
  })

  it('keeps what Windows programs need, however it is spelt', () => {
    expect(baseEnv({ Path: 'C:\\', SystemRoot: 'C:\\Windows', SECRET: 'x' }, 'win32')).toEqual({ Path: 'C:\\', SystemRoot: 'C:\\Windows' })
  })
})
