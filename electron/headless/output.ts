/** What a command answers: JSON on stdout, one value or one a line, at the reader's pace. */
import { ORPCError } from '@orpc/client'
import { failureOf } from './announcer.ts'

/** Arguments that cannot be understood: exit code 2, with the usage. */
export class UsageProblem extends Error {}

/** A word of the command line as far as an answer repeats it: what is no name may be input in the wrong place, and hold a secret. */
export function asName(word: string): string {
  return /^[\w.-]{1,60}( [\w.-]{1,60})?$/.test(word) ? ` ${word}` : ' of that name'
}

/** Prints one value; indented for a person at a terminal. */
export function printJson(value: unknown): Promise<void> {
  return printLine(JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0))
}

/** Prints one line and waits until it is taken, so that a slow reader slows us and not our memory. */
export function printLine(line: string): Promise<void> {
  return new Promise((resolve) => {
    if (process.stdout.write(`${line}\n`)) resolve()
    else process.stdout.once('drain', resolve)
  })
}

/** The error a program reads: a declared one as it is, a failed start under its own code. */
export function errorOutput(error: unknown) {
  if (error instanceof ORPCError) return { error: { code: String(error.code), message: error.message, data: error.data as unknown } }
  if (error instanceof Error && error.name === 'AbortError') {
    return { error: { code: 'UNAVAILABLE', message: 'Wheelhouse ended before it answered.', data: { phase: 'stopping' } } }
  }
  const { code, message, action } = failureOf(error)
  return { error: { code, message, data: { action } } }
}
