import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { counted } from '../../ui/counted.ts'
import { DialogForm } from '../../ui/dialog.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'

const provider = 'aws_secrets_manager' as const
/** Most that one call links. */
const most = 100

/** By reference: the name that each chosen one gets here. */
type Picked = ReadonlyMap<string, string>

/** Makes references to secrets that somebody else keeps at AWS: found by name, without reading a value. */
export function LinkSecrets({ companyId, onClose }: { companyId: string; onClose: () => void }) {
  const [query, setQuery] = useState('')
  const [picked, setPicked] = useState<Picked>(new Map())
  const link = useMutation(
    useRpc().secrets.link.mutationOptions({
      onSuccess: (made) => {
        toast.done(`Linked ${counted(made.length, 'secret')}. Runs read the values at AWS when they start.`)
        onClose()
      },
    }),
  )
  const rows = [...picked].map(([ref, name]) => ({ ref, name: name.trim() }))
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title="Link secrets from AWS"
      description="Finding and linking reads no value. Each is rotated where it is kept; a run gets what is current when it starts."
      submitLabel={`Link ${counted(rows.length, 'secret')}`}
      submitDisabledReason={linkMissing(rows)}
      busy={link.isPending}
      error={link.error}
      onSubmit={() => link.mutate({ companyId, provider, rows })}
    >
      <TextField label="Search at AWS" value={query} onChange={setQuery} placeholder="The beginning of a name" />
      <Found companyId={companyId} query={useDeferredValue(query)} picked={picked} onPick={setPicked} />
    </DialogForm>
  )
}

function linkMissing(rows: readonly { name: string }[]): string | undefined {
  if (rows.length === 0) return 'Choose one first.'
  if (rows.length > most) return `At most ${most} at once.`
  return rows.some(({ name }) => name === '') ? 'Give each a name.' : undefined
}

interface FoundProps {
  companyId: string
  query: string
  picked: Picked
  onPick: (picked: Picked) => void
}

function Found({ companyId, query, picked, onPick }: FoundProps) {
  const found = useInfiniteQuery(
    useRpc().secrets.listExternal.infiniteOptions({
      input: (cursor: string | undefined) => ({ companyId, provider, query, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  )
  const name = (ref: string, as: string | null) => {
    const next = new Map(picked)
    if (as === null) next.delete(ref)
    else next.set(ref, as)
    onPick(next)
  }
  return (
    <QueryView
      query={found}
      what="secrets at AWS"
      loading={<SkeletonBlock label="Secrets at AWS" lines={5} />}
      isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
      empty={
        <p className="text-muted">{query ? `Nothing at AWS begins with “${query}”.` : 'There is no secret in this region that may be listed.'}</p>
      }
    >
      {({ pages }) => (
        <ul aria-label="Secrets at AWS" className="flex max-h-96 flex-col overflow-y-auto rounded-card border border-line">
          {pages
            .flatMap(({ items }) => items)
            .map((item) => (
              <Item key={item.ref} {...item} as={picked.get(item.ref)} onName={(as) => name(item.ref, as)} />
            ))}
          {found.hasNextPage && (
            <li className="p-2">
              <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                Show more
              </Button>
            </li>
          )}
        </ul>
      )}
    </QueryView>
  )
}

interface ItemProps {
  name: string
  linkedAs: string | null
  as: string | undefined
  onName: (as: string | null) => void
}

function Item({ name, linkedAs, as, onName }: ItemProps) {
  return (
    <li className="grid min-h-10 grid-cols-2 items-center gap-3 border-b border-line px-3 py-1 last:border-b-0">
      <Checkbox label={name} checked={as !== undefined} disabled={linkedAs !== null} onChange={(on) => onName(on ? name : null)} />
      {linkedAs !== null && <span className="text-sm text-muted">Linked as {linkedAs}</span>}
      {as !== undefined && <TextField label={`Name here of ${name}`} hideLabel value={as} onChange={onName} />}
    </li>
  )
}
