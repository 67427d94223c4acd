import { describe, expect, it } from 'vitest'
import { runReason, runStatuses } from '#shared/contract/runs.ts'
import { costWords, endSentence, queuedFor, sourceWords, whyEnded } from './run-words.ts'

const ended = { status: 'failed', reason: 'exited', exitCode: 1, signal: null, durationMs: 42_000, startedAt: new Date(0) } as const

describe('what a run says', () => {
  it('says how, after how long and why it ended', () => {
    expect(endSentence(ended)).toBe('Failed after 42.0 s: exit code 1')
    expect(endSentence({ ...ended, status: 'succeeded', exitCode: 0 })).toBe('Succeeded in 42.0 s')
    expect(endSentence({ ...ended, status: 'cancelled', reason: 'cancelled', startedAt: null, durationMs: null })).toBe(
      'Cancelled: before it started',
    )
    expect(endSentence({ ...ended, status: 'cancelled', reason: 'cancelled', signal: 'SIGKILL' })).toBe(
      'Cancelled after 42.0 s: killed after the grace period',
    )
    expect(endSentence({ ...ended, status: 'running', reason: null })).toBeNull()
  })

  it('says what it cost, with the digits that tell small amounts apart', () => {
    const said = (costMicroUsd: number | null) => costWords({ costMicroUsd })
    expect([null, 0, 12_300, 99_999, 1_250_000].map(said)).toEqual(['–', '$0.00', '$0.0123', '$0.1000', '$1.25'])
  })

  it('has a sentence for every reason and status there is', () => {
    for (const reason of runReason.options) expect(whyEnded({ ...ended, reason, signal: 'SIGTERM' })).toBeTypeOf('string')
    for (const status of runStatuses) expect(() => endSentence({ ...ended, status })).not.toThrow()
  })

  it('names what started it and how long it waited', () => {
    expect(sourceWords({ source: 'retry', retryOfNumber: 41 })).toBe('Retry of #41')
    expect(sourceWords({ source: 'schedule', retryOfNumber: null })).toBe('Schedule')
    expect(queuedFor({ queuedAt: new Date(1000), startedAt: new Date(1800), finishedAt: null })).toBe(800)
    expect(queuedFor({ queuedAt: new Date(1000), startedAt: null, finishedAt: new Date(1500) })).toBe(500)
    expect(queuedFor({ queuedAt: new Date(1000), startedAt: null, finishedAt: null })).toBeNull()
  })
})
