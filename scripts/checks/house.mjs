// House rules that no linter knows: file sizes, and words that belong in certain rooms only.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const MOST_LINES = 400
const P95_LINES = 300
const MEDIAN_LINES = 90

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\0')
  .filter((path) => /\.(ts|tsx|mts|mjs|css)$/.test(path))
  .filter((path) => {
    try {
      readFileSync(path)
      return true
    } catch {
      return false // deleted in the working tree
    }
  })

const test = /\.(test|stories)\.tsx?$|^e2e\/|^bench\/|contract-suite\.ts$/

/** What may not be written where, and why. */
const rules = [
  {
    where: /^(shared|electron|renderer)\//,
    not: /import (?:z|\{[^}]*\bz\b[^}]*\}) from 'zod'/,
    why: "import * as z from 'zod': the named import bundles five times the code",
  },
  {
    where: /^(shared|electron\/features)\//,
    except: test,
    not: /\bDate\.now\(|\bnew Date\(\)|\bset(Timeout|Interval|Immediate)\(|\bprocess\.env\b/,
    why: 'clock, timers and environment come through ports',
  },
  { where: /^electron\/features\/.*handlers\.ts$/, not: /async function\*|async \*/, why: 'streams go through the paced stream of the host' },
  {
    where: /^renderer\/src\//,
    except: /^renderer\/src\/(ui\/(time|duration)|features\/(runs\/log-stamp|triggers\/next-runs))|\.test\.tsx?$/,
    not: /\.toLocale(Date|Time)String\(|(At|Date|\))\.toLocaleString\(|Intl\.(DateTimeFormat|RelativeTimeFormat)/,
    why: 'one <Time> component renders every timestamp',
  },
  { where: /^renderer\/src\//, not: /dangerouslySetInnerHTML|\.innerHTML\s*=/, why: 'text is never markup' },
  { where: /^(shared|electron|renderer)\//, except: test, not: /\bas any\b|: any\b|@ts-(ignore|nocheck)/, why: 'a type hole hides the next mistake' },
  { where: /./, except: /^scripts\/checks\//, not: /\b(TODO|FIXME|XXX|HACK)\b/, why: 'finish it or leave it out' },
  { where: /^(shared|electron|renderer)\/.*\/(utils?|helpers?|.*-(manager|service))\.tsx?$/, not: /^/, why: 'a file is named for what it makes' },
]

const problems = []
const sizes = []
for (const path of files) {
  const text = readFileSync(path, 'utf8')
  const lines = text.split('\n').length - 1
  if (/\.(ts|tsx)$/.test(path) && !test.test(path)) sizes.push(lines)
  if (lines > MOST_LINES) problems.push(`${path}: ${lines} lines; the house allows ${MOST_LINES}`)
  for (const rule of rules) {
    if (!rule.where.test(path) || rule.except?.test(path)) continue
    const at = text.split('\n').findIndex((line) => rule.not.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
    if (at >= 0) problems.push(`${path}:${at + 1}: ${rule.why}`)
  }
}

sizes.sort((a, b) => a - b)
const at = (share) => sizes[Math.floor(sizes.length * share)] ?? 0
if (at(0.5) > MEDIAN_LINES) problems.push(`median file length is ${at(0.5)} lines; the house allows ${MEDIAN_LINES}`)
if (at(0.95) > P95_LINES) problems.push(`95th percentile of file length is ${at(0.95)} lines; the house allows ${P95_LINES}`)

if (/"resolved":/.test(readFileSync('package-lock.json', 'utf8'))) problems.push('package-lock.json: holds download addresses')

for (const line of problems) console.error(line)
if (problems.length > 0) process.exit(1)
console.log(`${sizes.length} source files: median ${at(0.5)} lines, 95th percentile ${at(0.95)}, longest ${sizes.at(-1)}`)
