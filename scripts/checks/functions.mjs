// No function is longer than 60 lines of its own. Lines of functions inside it count for those, so that a factory, whose
// body is other functions, is measured by what it does itself.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { parseSync } from '@swc/core'

const MOST = 60
const MOST_WITH_MARKUP = 120
const kinds = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'MethodProperty',
  'ClassMethod',
  'GetterProperty',
  'SetterProperty',
])
const skipped = /\.(test|stories|d)\.tsx?$|contract-suite|-contract\.ts$/

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'shared', 'electron', 'renderer', 'scripts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(tsx?|mjs)$/.test(path) && !skipped.test(path) && existsSync(path))

/** Every function of a file with its own number of lines. */
function functionsOf(path) {
  const source = Buffer.from(readFileSync(path))
  const tree = parseSync(source.toString(), { syntax: 'typescript', tsx: path.endsWith('x'), target: 'es2024' })
  const start = tree.span.start - (source.length - Buffer.byteLength(source.toString().trimStart()))
  const lineOf = (at) =>
    source
      .subarray(0, Math.max(0, at - start))
      .toString()
      .split('\n').length
  const found = []

  function walk(node, inside) {
    if (typeof node !== 'object' || node === null) return
    let holder = inside
    if (kinds.has(node.type) && node.span) {
      const lines = lineOf(node.span.end) - lineOf(node.span.start) + 1
      holder = { path, line: lineOf(node.span.start), lines }
      found.push(holder)
      if (inside && lines > 1) inside.lines -= lines - 1
    }
    for (const child of Object.values(node)) walk(child, holder)
  }
  walk(tree.body, null)
  return found
}

const all = files.flatMap(functionsOf)
const long = all.filter(({ path, lines }) => lines > (path.endsWith('.tsx') ? MOST_WITH_MARKUP : MOST))
for (const { path, line, lines } of long) console.error(`${path}:${line}: a function of ${lines} lines of its own`)
if (long.length > 0) process.exit(1)
console.log(`${all.length} functions, the longest of ${Math.max(...all.map(({ lines }) => lines))} lines of its own`)
