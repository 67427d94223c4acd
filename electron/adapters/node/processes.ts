/** Child processes of this machine, each in a group of its own, with a clean environment and its input closed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { type ChildHandle, type OutputSink, type Processes, type ProcessSpec, SpawnFailure } from '../../ports/processes.ts'
import { bootId, processStart } from './process-start.ts'
import { superviseChild } from './processes-child.ts'
import { withoutCoreDumps } from './processes-cores.ts'
import { baseEnv } from './processes-env.ts'
import { reap } from './processes-reap.ts'

export function nodeProcesses(hostEnv: NodeJS.ProcessEnv = process.env): Processes {
  // Now, so that it holds for what others start as well; whoever starts a child waits for it.
  void withoutCoreDumps()
  return {
    start,
    baseEnv: () => baseEnv(hostEnv, process.platform),
    reap: (orphans) => reap(orphans, identify),
  }
}

/** Names one process for good; empty when no such process runs. */
async function identify(pid: number): Promise<string> {
  const [boot, started] = await Promise.all([bootId(), processStart(pid)])
  return started === null ? '' : `${boot} ${started}`
}

async function start(spec: ProcessSpec, output: OutputSink): Promise<ChildHandle> {
  const folder = await stat(spec.cwd).catch(() => null)
  if (!folder?.isDirectory()) throw new SpawnFailure(`The working folder ${spec.cwd} ${folder ? 'is not a folder' : 'does not exist'}.`)
  // The system says of this, too, that the program may not be executed.
  if (
    await access(spec.cwd, constants.X_OK).then(
      () => false,
      () => true,
    )
  )
    throw new SpawnFailure(`The working folder ${spec.cwd} may not be entered by this user.`)
  await withoutCoreDumps()
  const child = launch(spec)
  const { pid } = child
  if (pid === undefined) throw await refusal(spec, await new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve)))
  const supervised = superviseChild(child, pid, output)
  // Later errors (a signal that could not be sent) say nothing that the exit does not.
  child.on('error', () => {})
  return { pid, started: await identify(pid), ...supervised }
}

function launch({ command, args, cwd, env }: ProcessSpec): ChildProcess {
  try {
    return spawn(command, args, { cwd, env, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  } catch (error) {
    // Some refusals are thrown, others come as an event; the wording is the same.
    throw new SpawnFailure(sentence(command, (error as NodeJS.ErrnoException).code))
  }
}

async function refusal({ command }: ProcessSpec, { code }: NodeJS.ErrnoException): Promise<SpawnFailure> {
  const there =
    isAbsolute(command) &&
    (await access(command, constants.F_OK).then(
      () => true,
      () => false,
    ))
  if (code === 'ENOENT' && there) return new SpawnFailure(`${command} is there, but the interpreter that its first line names is not.`)
  return new SpawnFailure(sentence(command, code))
}

function sentence(command: string, code: string | undefined): string {
  switch (code) {
    case 'ENOENT':
      return isAbsolute(command) ? `There is no program ${command}.` : `There is no program called ${command} on the PATH.`
    case 'EACCES':
    case 'EPERM':
      return `${command} may not be executed by this user, or is not a program.`
    case 'ENOEXEC':
      return `${command} is not a program that this system can run.`
    case 'E2BIG':
      return `The arguments and environment for ${command} are larger than the system allows.`
    default:
      return `The system refused to start ${command} (${code ?? 'no reason given'}).`
  }
}
