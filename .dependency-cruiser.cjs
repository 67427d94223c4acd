/** Who may import whom. Each rule is proved by a planted violation in scripts/checks/boundaries.mjs. */
const rule = (name, from, to) => ({ name, severity: 'error', from, to })
const test = '\\.test\\.tsx?$|contract-suite\\.ts$|-contract\\.ts$'

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    rule('shared-is-a-leaf', { path: '^shared/' }, { path: '^(electron|renderer|e2e|migrations)/' }),
    rule('shared-is-runtime-neutral', { path: '^shared/', pathNot: test }, { dependencyTypes: ['core'] }),
    rule('renderer-sees-only-shared', { path: '^renderer/' }, { path: '^(electron|migrations|e2e)/' }),
    rule('renderer-has-no-node', { path: '^renderer/src/', pathNot: test }, { dependencyTypes: ['core'] }),
    rule(
      'only-renderer-rpc-knows-the-carriers',
      { path: '^renderer/src/', pathNot: '^renderer/src/rpc/' },
      { path: 'node_modules/@orpc/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'electron-api-only-in-the-shell',
      { path: '^electron/', pathNot: '^electron/(main|preload|adapters/electron)/' },
      { path: '^electron$|node_modules/electron/' },
    ),
    rule(
      'features-and-host-never-see-the-outside',
      { path: '^electron/(features|host|ports)/', pathNot: test },
      { path: '^electron/(adapters|transport|main|headless|preload)/' },
    ),
    rule(
      'a-feature-is-entered-by-its-index',
      { path: '^electron/features/([^/]+)/', pathNot: test },
      { path: '^electron/features/', pathNot: ['^electron/features/$1/', '/index\\.ts$'] },
    ),
    rule(
      'sql-only-in-stores',
      { path: '^electron/features/', pathNot: `${test}|/[a-z-]*store\\.ts$|^electron/features/database/` },
      { path: 'node_modules/(drizzle-orm|pg)/' },
    ),
    rule('ports-know-no-feature', { path: '^electron/(ports|schema)/' }, { path: '^electron/(features|host)/' }),
    rule(
      'adapters-know-no-feature',
      { path: '^electron/adapters/', pathNot: `${test}|^electron/adapters/memory/` },
      { path: '^electron/(features|host|transport|main|headless)/' },
    ),
    rule('headless-is-electron-free', { path: '^electron/headless/' }, { path: '^electron/(main|preload|adapters/electron)/' }),
    rule('headless-never-reaches-electron', { path: '^electron/headless/' }, { path: 'node_modules/electron/', reachable: true }),
    rule('no-unresolvable', {}, { couldNotResolve: true, pathNot: '^virtual:|\\?' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|storybook-static|coverage)/' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
}
