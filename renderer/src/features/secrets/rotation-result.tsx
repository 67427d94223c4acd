import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { counted } from '../../ui/counted.ts'
import { StatusGlyph } from '../../ui/status.tsx'
import { BindingList } from './blast-list.tsx'
import { byVersion } from './reach.ts'
import { onDate } from './secret-words.ts'
import { useBackTo } from './version-verbs.tsx'

export interface RotationResultProps {
  before: Secret
  after: Secret
  overlapHours: number | null
  /** Called once the old version is current again. */
  onBack: () => void
}

/** What a rotation came to: who follows the new version now, who is still on an old one, and the way back. */
export function RotationResult({ before, after, overlapHours, onBack }: RotationResultProps) {
  const { id, companyId } = after
  const detail = useQuery(useRpc().secrets.get.queryOptions({ input: { companyId, id } }))
  const back = useBackTo()
  const old = detail.data?.versions.find(({ version }) => version === before.version)
  const { following, pinned } = byVersion(detail.data?.bindings ?? [])
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="flex items-center gap-2">
        <StatusGlyph glyph="check" tone="ok" />
        <span>
          <span className="font-medium">v{after.version} is current.</span> v{before.version} stays valid until{' '}
          {overlapHours === null ? 'you disable it' : old?.disableAt ? onDate(old.disableAt) : 'the overlap ends'}.
        </span>
      </p>
      {following.length > 0 && (
        <Part title={`${counted(following.length, 'place')} ${following.length === 1 ? 'follows' : 'follow'} v${after.version} from the next run on`}>
          <BindingList label="On the new version" companyId={companyId} bindings={following} current={after.version} />
        </Part>
      )}
      {pinned.length > 0 && (
        <Part title={`${counted(pinned.length, 'place')} still on an older version`}>
          <BindingList label="Still on an older version" companyId={companyId} bindings={pinned} current={after.version} />
        </Part>
      )}
      {detail.data && detail.data.bindings.length === 0 && <p className="text-muted">Nothing uses this secret yet.</p>}
      <div>
        <Button busy={back.busy} onClick={() => back.run(before, after.version, onBack)}>
          Back to v{before.version}
        </Button>
      </div>
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium">{title}</h3>
      {children}
    </section>
  )
}
