/**
 * How fast output is masked: 50 secrets in all their forms, over an ordinary log without any of them and over one that
 * gives some away. The peer is one compiled regular expression over the very same needles, in the same run.
 */
import { randomBytes } from 'node:crypto'
import { maskerOf, type Sensitive, toByteString } from '../shared/domain/redaction.ts'
import { formsOf } from '../shared/domain/redaction-forms.ts'
import type { Figure } from './report.ts'

const SECRETS = 50
const TEXT_BYTES = 8 * 1024 * 1024
/** What a pipe delivers at once. */
const CHUNK = 64 * 1024
const ROUNDS = 7

export function redactionFigures(): Figure[] {
  const sensitive = Array.from({ length: SECRETS }, (_, i): Sensitive => ({ name: `secret ${i}`, value: sampleValue(i) }))
  const quiet = logText([])
  const telling = logText(
    sensitive.flatMap(({ value }) => [value, Buffer.from(value).toString('base64'), encodeURIComponent(value)]).map(toByteString),
  )
  const needles = [...new Set(sensitive.flatMap(({ value }) => [...formsOf(value)]))].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(needles.map((needle) => needle.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g')
  const building = Array.from({ length: ROUNDS }, () => {
    const started = performance.now()
    maskerOf(sensitive)
    return performance.now() - started
  })
  const masker = maskerOf(sensitive)
  const ours = (text: string[]) => () => {
    const redactor = masker.stream()
    for (const chunk of text) redactor.push(chunk)
    redactor.end()
  }
  const peer = (text: string[]) => () => {
    for (const chunk of text) chunk.replace(pattern, '***')
  }
  return [
    { figure: `redaction, ${needles.length} needles, no hit`, ours: speed(ours(quiet)), peer: speed(peer(quiet)), unit: 'MB/s' },
    { figure: 'redaction, a hit every 20 lines', ours: speed(ours(telling)), peer: speed(peer(telling)), unit: 'MB/s' },
    { figure: `redaction, making ready for ${SECRETS} secrets`, ours: Math.min(...building), peer: null, unit: 'ms' },
  ]
}

/** The kinds of values that vaults hold: tokens, passwords with punctuation, connection strings, keys of several lines. */
function sampleValue(i: number): string {
  const random = randomBytes(24)
  switch (i % 5) {
    case 0:
      return `sk-live-${random.toString('base64url')}`
    case 1:
      return `p&ss "${random.toString('base64').slice(0, 12)}"/$x`
    case 2:
      return `postgres://app:${random.toString('hex').slice(0, 20)}@db-${i}.internal:5432/main?sslmode=require`
    case 3:
      return random.toString('hex')
    default:
      return randomBytes(96)
        .toString('base64')
        .replace(/(.{64})/g, '$1\n')
  }
}

const sentences = [
  'INFO  fetched 42 orders in 187 ms (page 3 of 19)',
  'DEBUG POST https://api.example.test/v2/reports?from=2026-11-01&to=2026-11-20 -> 201',
  '\u001b[32m✓\u001b[39m build/renderer/index.js 412.8 kB │ gzip: 131.2 kB',
  '{"level":30,"time":1795000000000,"pid":4711,"msg":"job done","job":"nightly-report","attempt":1,"durationMs":5312}',
  'WARN  retrying connection to db-7.internal:5432 in 250 ms: connection refused',
  '    at processTicksAndRejections (node:internal/process/task_queues:105:5)',
  'npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory.',
  '2026-11-20T03:00:07.123Z worker[12] commit 3f786850e387550fdab836ed7e6dc881de23001b reached in 12.4 s',
  'Fetching base image: 37% |█████████▎               | 1.2G/3.3G [00:41<01:12, 29.4MB/s]',
]

/** Chunks of a log; a line in twenty ends with one of `given`. */
function logText(given: string[]): string[] {
  const lines: string[] = []
  for (let length = 0, n = 0; length < TEXT_BYTES; n += 1) {
    const line = `${toByteString(sentences[n % sentences.length] ?? '')} #${n}${given.length > 0 && n % 20 === 0 ? ` ${given[(n / 20) % given.length]}` : ''}\n`
    lines.push(line)
    length += line.length
  }
  const text = Buffer.from(lines.join(''), 'latin1')
  return Array.from({ length: Math.ceil(text.length / CHUNK) }, (_, i) => text.toString('latin1', i * CHUNK, (i + 1) * CHUNK))
}

/** Megabytes a second in the fastest of some rounds: whatever else the machine does only ever makes one slower. */
function speed(pass: () => void): number {
  pass()
  const each = Array.from({ length: ROUNDS }, () => {
    const started = performance.now()
    pass()
    return performance.now() - started
  })
  return TEXT_BYTES / 1e6 / (Math.min(...each) / 1000)
}
