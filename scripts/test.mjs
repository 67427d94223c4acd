// `npm test`: sets up what is missing, runs everything this machine can run, and names what it cannot.
// The last line counts: `N passed, N failed` (`, N skipped`). In CI a skip is a failure, and a browser test that passed only
// at its second try is counted as passed and named above that line.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled } from './bootstrap.mjs'
import { findChromium } from './chromium.mjs'
import { flakyTests } from './flaky.mjs'

const ci = Boolean(process.env.CI)
const results = mkdtempSync(join(tmpdir(), 'wheelhouse-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }
const flaky = []

function count({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}

function run(command, args, env = {}) {
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  })
  return status === 0
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null // the runner died before it could write its report: counted as a failure by the caller
  }
}

function unit() {
  const file = join(results, 'unit.json')
  const ok = run('vitest', ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`])
  const report = readJson(file)
  if (!report) return count({ failed: 1 })
  const skipped = report.numPendingTests + report.numTodoTests
  for (const suite of report.testResults) {
    for (const test of suite.assertionResults) if (test.status === 'pending' || test.status === 'skipped') console.log(`skipped: ${test.fullName}`)
  }
  count({ passed: report.numPassedTests, failed: Math.max(report.numFailedTests, ok ? 0 : 1), skipped })
}

function storybook() {
  console.log('Building Storybook.')
  const ok = run('storybook', ['build', '-c', 'renderer/.storybook', '-o', 'storybook-static', '--quiet', '--disable-telemetry'])
  count(ok ? { passed: 1 } : { failed: 1 })
}

function browser() {
  const chromium = findChromium()
  if (!chromium) {
    const listed = spawnSync('node_modules/.bin/playwright', ['test', '-c', 'e2e/playwright.config.ts', '--list', '--reporter=json'], {
      encoding: 'utf8',
    })
    const specs = listed.status === 0 ? JSON.parse(listed.stdout).stats.expected + JSON.parse(listed.stdout).stats.skipped : 0
    console.log('skipped: the browser tests: no Chromium found (set WHEELHOUSE_CHROMIUM to its path)')
    return count({ skipped: Math.max(specs, 1) })
  }
  const file = join(results, 'browser.json')
  const ok = run('playwright', ['test', '-c', 'e2e/playwright.config.ts', '--reporter=line,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    WHEELHOUSE_CHROMIUM: chromium,
  })
  const report = readJson(file)
  if (!report) return count({ failed: 1 })
  const { expected, unexpected, flaky: secondTry, skipped } = report.stats
  count({ passed: expected + secondTry, failed: Math.max(unexpected, ok ? 0 : 1), skipped })
  flaky.push(...flakyTests(report))
}

await ensureInstalled()
await ensureBuilt()
try {
  unit()
  storybook()
  browser()
} finally {
  rmSync(results, { recursive: true, force: true })
}
if (flaky.length > 0)
  console.log(`${flaky.length} flaky: passed only at the second try, and must be mended:\n${flaky.map((one) => `  ${one}`).join('\n')}`)
if (ci && total.skipped > 0) console.log('A skipped test counts as a failure here: this machine must run everything.')
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed > 0 || total.passed === 0 || (ci && total.skipped > 0) ? 1 : 0)
