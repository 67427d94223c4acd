/**
 * The host's log: JSON lines in logs/host.<n>.log, six files of 5 MB at most, for the owner's eyes only. A last line of
 * defence against secrets stands here too: every value that a run was given is masked wherever it comes up, fields with
 * telling names are left out, and errors reduced to name and code.
 */
import { chmodSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import roll from 'pino-roll'
import type { KnownValues } from '../../ports/known-values.ts'
import type { Log } from '../../ports/log.ts'

const SENSITIVE =
  /pass(word|phrase|wd)?$|secret(value|key)?$|token$|authorization|cookie|credential|private_?key|api_?key|^key$|^env$|connection_?string|ciphertext/i
const DEPTH = 6

interface FileLogOptions {
  folder: string
  known: KnownValues
  /** Size of one file; for tests. */
  limit?: string
}

interface FileLog extends Log {
  /** Writes what is buffered and lets go of the file. */
  close(): Promise<void>
}

/** Opens the log in `folder`. Rejects when it cannot be written. */
export async function fileLog({ folder, known, limit = '5m' }: FileLogOptions): Promise<FileLog> {
  const file = await roll({
    file: join(folder, 'host'),
    extension: '.log',
    size: limit,
    limit: { count: 5, removeOtherLogFiles: true },
    mode: 0o600,
    mkdir: false,
    // A line is on its way to the disk before the next statement runs, so that a crash keeps its own last words.
    sync: true,
  })
  await ownerOnly(folder)
  // A full disk must not end the host; what could not be written is lost and the disk check says why.
  file.on('error', () => {})
  const logger = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } }, file)

  return {
    ...asLog(logger, known),
    close: () =>
      new Promise<void>((resolve) => {
        file.once('close', resolve)
        file.end()
      }),
  }
}

function asLog(logger: Logger, known: KnownValues): Log {
  const masked = (fields: unknown) => known.redactAll(clean(fields ?? {}, 0)) as object
  return {
    info: (event, fields) => logger.info(masked(fields), known.redact(event)),
    warn: (event, fields) => logger.warn(masked(fields), known.redact(event)),
    error: (event, fields) => logger.error(masked(fields), known.redact(event)),
    child: (fields) => asLog(logger.child(masked(fields)), known),
    // Nothing is ever buffered.
    async flush() {},
  }
}

/** A copy without fields of telling names. An error is reduced to its name and code: messages and stacks can hold values. */
function clean(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? String(value) : value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Error) return { name: value.name, code: (value as { code?: unknown }).code }
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if (depth >= DEPTH) return 'too deep'
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => clean(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SENSITIVE.test(name))
      .map(([name, item]) => [name, clean(item, depth + 1)]),
  )
}

/** Files of an earlier run may carry another mode. */
async function ownerOnly(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/^host\.\d+\.log$/.test(name)) chmodSync(join(folder, name), 0o600)
  }
}
