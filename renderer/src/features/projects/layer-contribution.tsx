import { ChevronRight } from 'lucide-react'
import { counted } from '../../ui/counted.ts'
import { LayerTag } from '../env/layer-tag.tsx'

/** Where the project's keys stand between the other layers, and how many routines they reach. */
export function LayerContribution({ keys, routines }: { keys: number; routines: number }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line bg-surface px-4 py-2.5">
      <span className="flex items-center gap-1" role="img" aria-label="Order of the layers: agent, then project, then routine. The later one wins.">
        <LayerTag layer="agent" />
        <ChevronRight aria-hidden className="size-3.5 text-faint" />
        <span className="rounded-control outline-2 outline-offset-1 outline-layer-project">
          <LayerTag layer="project" />
        </span>
        <ChevronRight aria-hidden className="size-3.5 text-faint" />
        <LayerTag layer="routine" />
      </span>
      <span className="text-muted">{sentence(keys, routines)}</span>
    </div>
  )
}

function sentence(keys: number, routines: number): string {
  if (keys === 0) return 'This project sets no environment keys.'
  if (routines === 0) return `${counted(keys, 'key')}, reaching no routine yet.`
  return `${counted(keys, 'key')} ${keys === 1 ? 'reaches' : 'reach'} ${counted(routines, 'routine')}.`
}
