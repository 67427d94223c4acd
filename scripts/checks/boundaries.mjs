// Who may import whom: the tree must keep every rule, and every rule must catch the violation planted for it.
// The second half exists because the cruiser passes in silence when it understands no file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise } from 'dependency-cruiser'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { forbidden, options } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs')
const FOLDERS = ['shared', 'electron', 'renderer']
const LEAST_MODULES = 100

/** One planted violation a rule: the files of a miniature tree. */
const planted = {
  'no-cycles': { 'shared/a.ts': "import './b.ts'", 'shared/b.ts': "import './a.ts'" },
  'shared-is-a-leaf': { 'shared/a.ts': "import '../electron/host/b.ts'", 'electron/host/b.ts': 'export {}' },
  'shared-is-runtime-neutral': { 'shared/a.ts': "import 'node:fs'" },
  'renderer-sees-only-shared': { 'renderer/src/a.ts': "import '../../electron/host/b.ts'", 'electron/host/b.ts': 'export {}' },
  'renderer-has-no-node': { 'renderer/src/a.ts': "import 'node:path'" },
  'only-renderer-rpc-knows-the-carriers': { 'renderer/src/features/a.ts': "import '@orpc/client'", 'node_modules/@orpc/client/index.js': '' },
  'electron-api-only-in-the-shell': { 'electron/host/a.ts': "import 'electron'", 'node_modules/electron/index.js': '' },
  'features-and-host-never-see-the-outside': {
    'electron/features/x/index.ts': "import '../../adapters/node/b.ts'",
    'electron/adapters/node/b.ts': 'export {}',
  },
  'a-feature-is-entered-by-its-index': { 'electron/features/x/index.ts': "import '../y/store.ts'", 'electron/features/y/store.ts': 'export {}' },
  'sql-only-in-stores': { 'electron/features/x/handlers.ts': "import 'drizzle-orm'", 'node_modules/drizzle-orm/index.js': '' },
  'ports-know-no-feature': { 'electron/ports/a.ts': "import '../features/x/index.ts'", 'electron/features/x/index.ts': 'export {}' },
  'adapters-know-no-feature': { 'electron/adapters/node/a.ts': "import '../../features/x/index.ts'", 'electron/features/x/index.ts': 'export {}' },
  'headless-is-electron-free': { 'electron/headless/a.ts': "import '../main/b.ts'", 'electron/main/b.ts': 'export {}' },
  'headless-never-reaches-electron': {
    'electron/headless/a.ts': "import '../transport/b.ts'",
    'electron/transport/b.ts': "import 'electron'",
    'node_modules/electron/index.js': '',
  },
  'no-unresolvable': { 'shared/a.ts': "import './gone.ts'" },
}

async function violationsIn(baseDir, folders) {
  const { output } = await cruise(folders, { ...options, baseDir, ruleSet: { forbidden }, validate: true })
  return { rules: output.summary.violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`), modules: output.summary.totalCruised }
}

async function provePlanted(rule, files) {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-boundary-'))
  try {
    for (const [path, content] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
      const full = join(folder, path)
      mkdirSync(dirname(full), { recursive: true })
      writeFileSync(full, path.endsWith('.js') ? 'export {}' : content)
      const parts = path.split('/')
      if (parts[0] === 'node_modules') {
        const name = parts[1].startsWith('@') ? `${parts[1]}/${parts[2]}` : parts[1]
        writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name, version: '0.0.0', main: 'index.js' }))
      }
    }
    const { rules } = await violationsIn(
      folder,
      FOLDERS.filter((f) => Object.keys(files).some((path) => path.startsWith(`${f}/`))),
    )
    return rules.some((line) => line.startsWith(`${rule}:`))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const problems = []
const { rules, modules } = await violationsIn(root, FOLDERS)
problems.push(...rules)
if (modules < LEAST_MODULES) problems.push(`only ${modules} modules were read: the parser is missing`)
for (const { name } of forbidden) {
  if (!planted[name]) problems.push(`${name}: no violation is planted for this rule`)
  else if (!(await provePlanted(name, planted[name]))) problems.push(`${name}: the planted violation was not caught`)
}
for (const line of problems) console.error(line)
if (problems.length > 0) process.exit(1)
console.log(`${modules} modules keep ${forbidden.length} rules; each rule catches its planted violation`)
