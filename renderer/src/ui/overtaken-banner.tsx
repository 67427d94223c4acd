import { Banner } from './banner.tsx'
import { Button } from './button.tsx'

/** Says that what is being edited was changed elsewhere meanwhile, and offers to start from that. */
export function OvertakenBanner({ noun, onReload }: { noun: string; onReload: () => void }) {
  return (
    <Banner
      tone="warn"
      title={`This ${noun} changed elsewhere while you were editing.`}
      action={<Button onClick={onReload}>Discard mine, show theirs</Button>}
    >
      Saving overwrites only the fields that you changed.
    </Banner>
  )
}
