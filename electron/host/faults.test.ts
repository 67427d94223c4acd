import { randomBytes } from 'node:crypto'
import { call } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import type { HostStatus } from '#shared/contract/system.ts'
import { testClock } from '../adapters/memory/test-clock.ts'
import { knownValues } from '../ports/known-values.ts'
import type { Log } from '../ports/log.ts'
import { declared, os } from '../ports/rpc.ts'
import { faults } from './faults.ts'

const status: HostStatus = { phase: 'ready', detail: '', failure: null, version: '0', startedAt: new Date(0) }

function recordingLog() {
  const lines: unknown[] = []
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: (event, fields) => void lines.push({ event, ...fields }),
    child: () => log,
    flush: async () => {},
  }
  return { log, lines }
}

function failing(error: unknown, known = knownValues()) {
  const { log, lines } = recordingLog()
  const procedure = os.companies.get.use(faults({ log, known, status: () => status })).handler(() => {
    throw error
  })
  return {
    lines,
    run: (input: unknown = { companyId: '00000000-0000-4000-8000-000000000000' }) =>
      call(procedure, input as { companyId: string }, { path: ['companies', 'get'] }),
  }
}

describe('faults', () => {
  it('passes a declared error as it is', async () => {
    await expect(failing(declared('NAME_TAKEN', { name: 'Acme' })).run()).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      defined: true,
      data: { name: 'Acme' },
    })
  })

  it('turns a bug into an incident id and says nothing else', async () => {
    const { run, lines } = failing(new TypeError('sk-very-secret is not a function'))
    const error = await run().catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'INTERNAL', data: { incidentId: expect.stringMatching(/^[0-9a-f]{8}$/) } })
    expect(String((error as Error).message)).not.toContain('sk-very-secret')
    expect(lines).toHaveLength(1)
  })

  it('keeps row data of a database error out of the log', async () => {
    const cause = Object.assign(new Error('Failing row contains (sk-very-secret)'), { severity: 'ERROR', code: '23514', constraint: 'runs_check' })
    const { run, lines } = failing(new Error('Failed query: insert … params: sk-very-secret', { cause }))
    await expect(run()).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(JSON.stringify(lines)).not.toContain('sk-very-secret')
    expect(JSON.stringify(lines)).toContain('runs_check')
  })

  it('calls a lost connection and a full disk by their names', async () => {
    for (const code of ['57P01', 'ECONNREFUSED', '53100', '40P01']) {
      await expect(failing(Object.assign(new Error('x'), { code })).run()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    }
  })

  it('names the field of input that does not fit, without the value', async () => {
    const { run } = failing(new Error('not reached'))
    const error = await run({ companyId: 'sk-very-secret' }).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['companyId'] }] } })
    expect(JSON.stringify(error)).not.toContain('sk-very-secret')
  })

  it('masks what runs were given in the sentences and texts of declared errors', async () => {
    const known = knownValues()
    known.learn([{ name: 'Key', value: 'correct"horse' }], testClock())
    const error = await failing(declared('NAME_TAKEN', { name: 'a correct"horse' }, 'There is a correct"horse.'), known)
      .run()
      .catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'NAME_TAKEN', defined: true, data: { name: 'a ‹secret Key›' }, message: 'There is a ‹secret Key›.' })
  })

  it('masks the values of a request in what is logged of its failure', async () => {
    const { log, lines } = recordingLog()
    const procedure = os.secrets.create.use(faults({ log, known: knownValues(), status: () => status })).handler(({ input }) => {
      throw new TypeError(`${input.value} is not iterable`)
    })
    const input = { companyId: '00000000-0000-4000-8000-000000000000', name: 'Key', value: 'sk-very-secret' }
    await expect(call(procedure, input as never, { path: ['secrets', 'create'] })).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(lines).toMatchObject([{ message: '‹secret value› is not iterable' }])
  })

  it('looks for values in a request only where it writes about it: an import holds thousands', async () => {
    const { log } = recordingLog()
    const procedure = os.secrets.import.use(faults({ log, known: knownValues(), status: () => status })).handler(() => {
      throw declared('NAME_TAKEN', { name: 'Key' })
    })
    const rows = Array.from({ length: 2_000 }, (_, i) => ({ name: `Key ${i}`, value: randomBytes(1_500).toString('base64') }))
    const began = performance.now()
    const asked = call(procedure, { companyId: '00000000-0000-4000-8000-000000000000', rows }, { path: ['secrets', 'import'] })
    await expect(asked).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})
