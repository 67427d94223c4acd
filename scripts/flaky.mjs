// The browser tests that failed first and passed at their second try: counted as passed, and named so that nobody overlooks them.

/** Where and what they are, one line each, from Playwright's JSON report. */
export function flakyTests({ suites }) {
  return suites.flatMap((suite) => inside(suite, []))
}

/** A suite holds specs and suites; the outermost one is the file, which every spec names itself. */
function inside({ specs = [], suites = [] }, titles) {
  const flaky = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
  return [
    ...flaky.map(({ file, line, title }) => `${file}:${line} ${[...titles, title].join(' › ')}`),
    ...suites.flatMap((suite) => inside(suite, [...titles, suite.title])),
  ]
}
