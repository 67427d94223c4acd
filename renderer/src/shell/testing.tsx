/** Renders a screen for a component test, over a fake host and under its route. */
import { type RenderResult, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { createFake, type Fake, type FakeOptions } from '../rpc/fake.ts'
import { createInvalidator } from '../rpc/invalidate.ts'
import { createQueries, createRpc } from '../rpc/provider.tsx'
import { listenForShortcuts } from '../ui/shortcuts.ts'
import { Frame, type FrameProps } from './frame.tsx'
import { giveLayout } from './layout-for-tests.ts'

export interface ScreenOptions extends Pick<FrameProps, 'path' | 'params' | 'search'> {
  fake?: FakeOptions
}

/** Renders `children` and answers with testing-library's result, the fake, and `unmount` that stops all of it. */
export function renderScreen(children: ReactNode, { fake: options, ...frame }: ScreenOptions = {}): RenderResult & { fake: Fake } {
  giveLayout()
  const fake = createFake(options)
  const queries = createQueries()
  const stopping = new AbortController()
  const stopListening = listenForShortcuts(window)
  const invalidate = createInvalidator(createRpc(fake.client), queries, { gatherMs: 0, restMs: 0 })
  void follow(fake, invalidate, stopping.signal)
  const result = render(
    <Frame {...frame} fake={fake} queries={queries}>
      {children}
    </Frame>,
  )
  const unmount = () => {
    stopping.abort()
    stopListening()
    result.unmount()
  }
  return { ...result, unmount, fake }
}

async function follow(fake: Fake, invalidate: ReturnType<typeof createInvalidator>, signal: AbortSignal) {
  const options = fake.options
  // The watch must work even in a test whose calls fail or hang.
  const { latencyMs, fail } = options
  Object.assign(options, { latencyMs: 0, fail: {} })
  const stream = fake.client.system.watch({}, { signal })
  Object.assign(options, { latencyMs, fail })
  for await (const { changes } of await stream) invalidate(changes, false)
}
