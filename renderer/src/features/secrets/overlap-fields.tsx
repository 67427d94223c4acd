import { useState } from 'react'
import { counted } from '../../ui/counted.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import type { SecretDetail } from './reach.ts'
import { onDate } from './secret-words.ts'

type Choice = 'open' | '1' | '24' | '168' | '720' | 'other'

const choices: { value: Choice; label: string }[] = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
  { value: 'other', label: 'Other' },
  { value: 'open', label: 'No end' },
]

export interface Overlap {
  choice: Choice
  choose: (choice: Choice) => void
  typed: number | null
  type: (hours: number | null) => void
  /** Hours until the version that is current now is disabled; null for no end. */
  hours: number | null
  /** How many places are pinned to that version. */
  pinned: number
}

/** How long the old version stays valid: a day, or without end while somebody is pinned to it. */
export function useOverlap(detail: SecretDetail | undefined, current: number): Overlap {
  const pinned = detail?.bindings.filter(({ version }) => version === current).length ?? 0
  const [chosen, choose] = useState<Choice | null>(null)
  const [typed, type] = useState<number | null>(48)
  const choice = chosen ?? (pinned > 0 ? 'open' : '24')
  const hours = choice === 'open' ? null : choice === 'other' ? typed : Number(choice)
  return { choice, choose, typed, type, hours, pinned }
}

export function overlapMissing({ choice, typed }: Overlap): string | undefined {
  const fits = typed !== null && Number.isInteger(typed) && typed >= 1 && typed <= 8760
  return choice === 'other' && !fits ? 'Give whole hours between 1 and 8760.' : undefined
}

/** Asks how long the version that is current now stays valid beside the new one. */
export function OverlapFields({ overlap, current }: { overlap: Overlap; current: number }) {
  const { choice, hours, pinned } = overlap
  return (
    <>
      <SegmentedControl label={`Keep v${current} valid for`} value={choice} onChange={overlap.choose} options={choices} />
      {choice === 'other' && <NumberField label="Hours" className="w-40" value={overlap.typed} min={1} max={8760} unit="h" onChange={overlap.type} />}
      <div role="status" className="flex flex-col gap-1 rounded-card bg-sunken px-3 py-2 text-muted">
        <p>
          {hours === null
            ? `v${current} stays valid until you disable it. Revoke the old value where it was issued, and disable v${current} when nobody needs it.`
            : `v${current} is disabled on ${onDate(new Date(Date.now() + hours * 3_600_000))}. Until then “Back to v${current}” undoes the rotation.`}
        </p>
        {pinned > 0 && (
          <p className={hours === null ? '' : 'text-warn'}>
            {counted(pinned, 'place')} {pinned === 1 ? 'is' : 'are'} pinned to v{current}
            {hours === null ? ' and keep it.' : ': runs there fail from that moment on, unless they follow the latest by then.'}
          </p>
        )}
      </div>
    </>
  )
}
