import type { Decorator, Preview } from '@storybook/react-vite'
import { useEffect, useState } from 'react'
import { useConnection } from '../src/rpc/connection.ts'
import { createFake, type FakeOptions } from '../src/rpc/fake.ts'
import { Frame } from '../src/shell/frame.tsx'
import { type Appearance, applyAppearance } from '../src/theme/appearance.ts'
import '../src/theme/theme.css'

/** What a story may set under `parameters`. */
export interface StoryParameters {
  path?: string
  params?: Record<string, string>
  search?: Record<string, unknown>
  fake?: FakeOptions
  /** Draws the story as a whole window, without padding; so it is for every page, which has a path. */
  fullscreen?: boolean
}

/** The instant all stories are dated from, so that two builds look the same. */
const storyNow = Date.now()

const inFrame: Decorator = (Story, { parameters, globals, id }) => {
  const { path, params, search, fake, fullscreen } = parameters as StoryParameters
  return (
    <FrameOf
      key={id}
      {...{ path, params, search, fake, fullscreen }}
      appearance={{ theme: globals.theme, density: globals.density, motion: 'system', fontSize: 100 } as Appearance}
    >
      <Story />
    </FrameOf>
  )
}

function FrameOf({ appearance, fake, fullscreen, children, ...frame }: StoryParameters & { appearance: Appearance; children: React.ReactNode }) {
  const [host] = useState(() => createFake({ now: storyNow, ...fake }))
  useEffect(() => applyAppearance(appearance), [appearance])
  useEffect(() => useConnection.setState({ state: 'live', attempt: 0, lastEventAt: new Date(storyNow), host: host.state.host }), [host])
  const given = Object.fromEntries(Object.entries(frame).filter(([, value]) => value !== undefined))
  const whole = fullscreen ?? frame.path !== undefined
  return (
    <Frame {...given} fake={host}>
      {/* Tailwind does not read this folder: what the frame needs is said in style. */}
      <div className={whole ? 'flex flex-col bg-canvas' : 'bg-canvas p-6'} style={whole ? { height: '100vh' } : { minHeight: '100vh' }}>
        {children}
      </div>
    </Frame>
  )
}

const preview: Preview = {
  decorators: [inFrame],
  parameters: {
    layout: 'fullscreen',
    controls: { expanded: true },
    a11y: { test: 'error' },
  },
  globalTypes: {
    theme: {
      description: 'Theme',
      toolbar: { title: 'Theme', icon: 'contrast', dynamicTitle: true, items: ['system', 'light', 'dark', 'contrast'] },
    },
    density: {
      description: 'Row density',
      toolbar: { title: 'Density', icon: 'component', dynamicTitle: true, items: ['compact', 'default', 'comfortable'] },
    },
  },
  initialGlobals: { theme: 'system', density: 'default' },
}

export default preview
