import { describe, expect, it } from 'vitest'
import { parseFlags } from './flags.ts'

describe('parseFlags', () => {
  it('has defaults that suit a person', () => {
    expect(parseFlags([])).toEqual({ home: undefined, port: 0, open: true, json: false, help: false, traceStartup: false })
  })

  it('reads every option, in both spellings of a value', () => {
    const expected = { home: '/tmp/ü b', port: 8080, open: false, json: true, help: true, traceStartup: true }
    expect(parseFlags(['--headless', '--port', '8080', '--home', '/tmp/ü b', '--no-open', '--json', '--help', '--trace-startup'])).toEqual(expected)
    expect(parseFlags(['--port=8080', '--home=/tmp/ü b', '--no-open', '--json', '--help', '--trace-startup'])).toEqual(expected)
  })

  it.each([
    [['--prot', '1'], /--prot/],
    [['--port'], /--port/],
    [['--port', 'x'], /0 to 65535, not x/],
    [['--port', '65536'], /65535/],
    [['--port=-1'], /65535/],
    [['--home='], /folder/],
    [['--json=yes'], /--json/],
    [['here'], /here/],
  ])('refuses %j in one sentence', (argv, problem) => {
    const answer = parseFlags(argv)
    expect(answer).toEqual({ problem: expect.stringMatching(problem) })
    expect('problem' in answer && answer.problem).toMatch(/^[^\n]+\.$/)
  })
})
