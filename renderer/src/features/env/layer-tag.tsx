import clsx from 'clsx'
import type { ReactElement } from 'react'
import type { EnvLayer } from '#shared/contract/env.ts'

const styles: Record<EnvLayer, string> = {
  agent: 'bg-layer-agent-bg text-layer-agent',
  project: 'bg-layer-project-bg text-layer-project',
  routine: 'bg-layer-routine-bg text-layer-routine',
}

/** Names the layer a value comes from; the word carries the meaning, the colour only helps the eye. */
export function LayerTag({ layer, lost }: { layer: EnvLayer; lost?: boolean }): ReactElement {
  return (
    <span className={clsx('rounded-control px-1.5 py-px text-xs font-medium', lost ? 'bg-sunken text-muted line-through' : styles[layer])}>
      {layer}
    </span>
  )
}
