// `npm run check`: everything that can be wrong without running the product. One line a step; output only of what failed.
import { spawnSync } from 'node:child_process'
import { ensureInstalled, nodeBinary } from './bootstrap.mjs'

await ensureInstalled()

const bin = (name) => `node_modules/.bin/${name}`
const steps = [
  ['types', bin('tsc'), ['-b']],
  ['format and lint', bin('biome'), ['check', '--error-on-warnings', '--max-diagnostics=50', '.']],
  ['promises and types', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['house rules', nodeBinary(), ['scripts/checks/house.mjs']],
  ['functions', nodeBinary(), ['scripts/checks/functions.mjs']],
  ['boundaries', nodeBinary(), ['scripts/checks/boundaries.mjs']],
  ['dead code', bin('knip'), ['--no-progress']],
]

let failed = 0
for (const [title, command, args] of steps) {
  const started = performance.now()
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const ok = status === 0 && !error
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)${ok && /^\d/.test(stdout) ? `: ${stdout.trim().split('\n').at(-1)}` : ''}`)
  if (!ok) {
    failed += 1
    console.log(`${stdout}${stderr}${error ?? ''}`.trim())
  }
}
console.log(failed === 0 ? 'Everything holds.' : `${failed} of ${steps.length} checks failed.`)
process.exit(failed === 0 ? 0 : 1)
