import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { LogLine } from '#shared/contract/runs.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { renderScreen, type ScreenOptions } from '../../shell/testing.tsx'
import { RunPage } from './run-page.tsx'

afterEach(cleanup)

const page = (runId: string, fake: ScreenOptions['fake'] = {}) =>
  renderScreen(<RunPage />, { path: '/c/$companyId/runs/$runId', params: { companyId: fakeIds.acme, runId }, fake })
const logged = (texts: string[]): ScreenOptions['fake'] => ({
  prepare: (state) =>
    state.logs.set(
      fakeIds.run.running,
      texts.map((text, n): LogLine => ({ n, t: n, stream: 'stdout', text, replaced: false })),
    ),
})

describe('run page', () => {
  it('says in a sentence how the run ended and offers the same revision again', async () => {
    const { fake } = page(fakeIds.run.failed)
    expect((await screen.findByTestId('run-sentence')).textContent).toMatch(/^Failed after .*: exit code 1$/)
    fireEvent.click(screen.getByRole('button', { name: 'Retry (same config r1, env e1)' }))
    await waitFor(() => {
      expect(fake.calls.find((call) => call.path === 'runs.start')?.input).toMatchObject({ retryOf: fakeIds.run.failed })
    })
  })

  it('tries again with debug from the menu beside', async () => {
    const { fake } = page(fakeIds.run.failed)
    fireEvent.click(await screen.findByRole('button', { name: 'More ways to retry' }))
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Retry with debug/ }))
    await waitFor(() => {
      expect(fake.calls.find((call) => call.path === 'runs.start')?.input).toMatchObject({ retryOf: fakeIds.run.failed, debug: true })
    })
  })

  it('says what its environment would be now, without a value', async () => {
    page(fakeIds.run.failed, {
      prepare: (state) => {
        const stripe = state.secrets.find(({ id }) => id === fakeIds.secret.stripe)
        Object.assign(stripe ?? {}, { version: 4, fingerprint: 'aaaa1111' })
        for (const agent of state.agents)
          agent.env = [{ key: 'STRIPE_KEY', binding: { kind: 'secret', secretId: fakeIds.secret.stripe, version: 'latest' } }]
      },
    })
    const panel = await screen.findByRole('region', { name: /^Environment/ })
    await waitFor(() => {
      expect(panel.textContent).toContain('Differs from now')
    })
    expect(panel.textContent).toContain('Now v4')
  })

  it('renders markup in a log as text and hides what control characters do', async () => {
    page(fakeIds.run.running, logged(['<img src=x onerror=alert(1)>', '\u001b[31mred\u001b[0m \u001b]0;title\u0007end', 'token ‹secret STRIPE_KEY›']))
    const log = await screen.findByRole('log')
    await waitFor(() => {
      expect(log.textContent).toContain('<img src=x onerror=alert(1)>')
    })
    expect(log.querySelector('img')).toBeNull()
    expect(log.textContent).toContain('red end')
    expect(screen.getByText('red').className).toContain('text-ansi-1')
    expect(log.getAttribute('aria-live')).toBe('off')
  })

  it('says what an empty log waits for', async () => {
    page(fakeIds.run.running, logged([]))
    expect((await screen.findByTestId('log-empty')).textContent).toMatch(/^No output yet \(/)
  })

  it('says what cancelling does before it cancels', async () => {
    const { fake } = page(fakeIds.run.running)
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
    expect(await screen.findByText(/after 10 s is killed/)).toBeTruthy()
    expect(fake.calls.some((call) => call.path === 'runs.cancel')).toBe(false)
    fireEvent.click(screen.getByRole('button', { name: 'Cancel run #380' }))
    await waitFor(() => {
      expect(fake.calls.some((call) => call.path === 'runs.cancel')).toBe(true)
    })
  })

  it('offers to try again when the log cannot be opened', async () => {
    const { fake } = page(fakeIds.run.failed, { fail: { 'runs.log': 'UNAVAILABLE' } })
    expect(await screen.findByTestId('state-error')).toBeTruthy()
    fake.options.fail = {}
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }))
    expect(await screen.findByRole('log')).toBeTruthy()
  })
})
