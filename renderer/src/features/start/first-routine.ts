/** The first routine of an empty company: a script, run by a shell that every computer has. */
import type { Adapter } from '#shared/contract/agents.ts'

export const shellAgentName = 'Shell'

export type Pace = 'hand' | 'hourly' | 'daily'

const crons: Record<Exclude<Pace, 'hand'>, string> = { hourly: '0 * * * *', daily: '0 9 * * *' }

export const paces: readonly { value: Pace; label: string }[] = [
  { value: 'hand', label: 'By hand only' },
  { value: 'hourly', label: 'Every hour' },
  { value: 'daily', label: 'Every day at 09:00' },
]

/** The triggers of a pace, in the given IANA zone. */
export function triggersOf(pace: Pace, timezone: string): { cron: string; timezone: string }[] {
  return pace === 'hand' ? [] : [{ cron: crons[pace], timezone }]
}

const isWindows = (platform: string) => platform.startsWith('win32')

/** The shell of a platform (`linux x64`): the routine's script follows as its last argument. */
export function shellOf(platform: string): Adapter {
  const windows = isWindows(platform)
  return {
    kind: 'process',
    command: windows ? 'cmd.exe' : '/bin/sh',
    args: windows ? ['/d', '/s', '/c'] : ['-c'],
    cwd: null,
    timeoutSec: 3600,
    graceSec: 10,
  }
}

/** A script that shows something on the platform. */
export function scriptFor(platform: string): string {
  return isWindows(platform) ? 'echo Hello from Wheelhouse & ver' : 'echo "Hello from Wheelhouse"; date; uname -sm'
}
