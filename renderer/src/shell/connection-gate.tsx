import { type ReactNode, useRef } from 'react'
import type { HostStatus } from '#shared/contract/system.ts'
import { useConnection } from '../rpc/connection.ts'
import { Button } from '../ui/button.tsx'
import { Code } from '../ui/code.tsx'
import { useDelayed } from '../ui/skeleton.tsx'
import { StatusGlyph } from '../ui/status.tsx'
import { Notice } from './notice.tsx'

const phases: Record<HostStatus['phase'], string> = {
  starting: 'Starting Wheelhouse',
  database: 'Starting the database',
  migrating: 'Updating the database',
  ready: 'Ready',
  stopping: 'Wheelhouse is stopping',
  failed: 'Wheelhouse could not start',
}

/** Shows the page once the host can answer for it; before, where start-up stands; without access, how to get in. */
export function ConnectionGate({ children }: { children: ReactNode }) {
  const state = useConnection((connection) => connection.state)
  const host = useConnection((connection) => connection.host)
  const shown = useRef(false)
  if (state === 'no-token' || state === 'refused') return <NoAccess refused={state === 'refused'} />
  if (!host) return <Waiting lost={state !== 'connecting'} />
  if (host.phase === 'failed') return <Failed host={host} />
  if (host.phase === 'ready') shown.current = true
  // A page once shown stays, with whatever is being typed on it, while the host stops or starts again.
  if (!shown.current) return <StartUp host={host} />
  return (
    <>
      {host.phase !== 'ready' && state === 'live' && <PhaseLine host={host} />}
      {children}
    </>
  )
}

function PhaseLine({ host }: { host: HostStatus }) {
  return (
    <p role="status" className="flex items-center gap-2 border-b border-warn-border bg-warn-bg px-4 py-1 text-sm text-warn">
      <StatusGlyph glyph="alert" tone="warn" className="size-3.5" />
      {host.detail || phases[host.phase]}
    </p>
  )
}

function NoAccess({ refused }: { refused: boolean }) {
  return (
    <Notice
      title={refused ? 'This address is no longer valid' : 'This window has no access yet'}
      glyph={<StatusGlyph glyph="lock" tone="warn" className="size-6" />}
    >
      <p>
        {refused
          ? 'Wheelhouse was started again since this address was made, and its access token changed.'
          : 'Wheelhouse opens only through an address that carries its access token, so that no other page or program can use it.'}
      </p>
      <p>
        Open the address that Wheelhouse printed when it started, or run <Code>npm start</Code> again: it opens the right one.
      </p>
      {refused && <Button onClick={() => location.reload()}>Try this address again</Button>}
    </Notice>
  )
}

function Waiting({ lost }: { lost: boolean }) {
  const visible = useDelayed(400)
  if (!visible) return null
  return (
    <Notice title={lost ? 'Looking for the host' : 'Connecting'} glyph={<StatusGlyph glyph="clock" tone="info" className="size-6" />}>
      <p role="status">{lost ? 'Wheelhouse does not answer. This window keeps trying and goes on by itself.' : 'This takes a moment.'}</p>
    </Notice>
  )
}

function StartUp({ host }: { host: HostStatus }) {
  return (
    <Notice title={phases[host.phase]} glyph={<StatusGlyph glyph="play" tone="info" className="size-6" />}>
      <p role="status">{host.detail || 'The window opens your companies as soon as it is done.'}</p>
    </Notice>
  )
}

function Failed({ host }: { host: HostStatus }) {
  const { failure } = host
  return (
    <Notice title={phases.failed} glyph={<StatusGlyph glyph="cross" tone="danger" className="size-6" />}>
      <div role="alert" className="flex flex-col gap-2">
        <p className="text-default">{failure?.message ?? host.detail}</p>
        {failure && <p>{failure.action}</p>}
        {failure && <p className="font-mono text-sm text-faint">({failure.code})</p>}
      </div>
    </Notice>
  )
}
