/**
 * Edits the keys of one layer as a grid. Controlled: it hands on every keystroke, half-typed names included, and says
 * beside each field what the host would refuse; ask `envIsValid` before saving.
 */
import { FileText, KeyRound, Plus } from 'lucide-react'
import { lazy, type ReactElement, Suspense, useMemo, useRef, useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { counted } from '../../ui/counted.ts'
import { toast } from '../../ui/toast.tsx'
import { matches } from './effective.ts'
import { canMove } from './env-bulk.ts'
import { EnvBulkBar } from './env-bulk-bar.tsx'
import { checkEnv } from './env-draft.ts'
import { EnvRow } from './env-row.tsx'
import { MoveKeys, type MoveTarget } from './move-keys.tsx'
import { NewSecret, useMakeSecret } from './new-secret.tsx'
import type { EnvPlace, StoredLayer } from './place.ts'
import { missedWords } from './removal.ts'
import type { EnvEntry, RowActions } from './row-props.ts'
import { useEnvEdits } from './use-env-edits.ts'

// Rarely opened, and not small: loaded when first asked for.
const PasteReview = lazy(async () => ({ default: (await import('./paste-review.tsx')).PasteReview }))
const RawEditor = lazy(async () => ({ default: (await import('./raw-editor.tsx')).RawEditor }))

export interface EnvEditorProps {
  place: EnvPlace
  value: Env
  onChange: (env: Env) => void
  /** What is stored: hidden values are kept from it. */
  stored: StoredLayer
  /** The company's secrets, for the picker. */
  secrets: Secret[]
  /** Why the host refused a key when it was last saved as it stands. */
  refusals?: ReadonlyMap<string, string>
  /** What is looked for among keys and secrets. */
  filter?: string
  /** Layers below, to which keys can be moved. */
  targets?: readonly MoveTarget[]
  /** Which of the keys another layer defines too, with its name: what the next run gets once a key is removed. */
  beneath?: ReadonlyMap<string, string>
  disabled?: boolean
}

const limit = 256
/** Rows drawn at first; the rest come by a button. */
const portion = 100

type Open = { dialog: 'raw' } | { dialog: 'paste'; text: string } | { dialog: 'secret'; id: string } | { dialog: 'move' } | null

export function EnvEditor(props: EnvEditorProps): ReactElement {
  const { place, value, stored, secrets, refusals = noRefusals, filter = '', targets = [], disabled = false } = props
  const edits = useEnvEdits({ value, onChange: props.onChange, missed: (keys) => missedWords(keys, place, stored.env, props.beneath) })
  const [open, setOpen] = useState<Open>(null)
  const [all, setAll] = useState(false)
  const { actions, storing } = useRowActions(props, edits, setOpen)
  const problems = useMemo(() => checkEnv(value, new Set(secrets.map(({ id }) => id)), stored.env), [value, secrets, stored.env])
  const before = useMemo(() => new Map(stored.env.map(({ key, binding }) => [key, binding])), [stored.env])
  const rows = value.flatMap((entry, at) => {
    const problem = problems[at] ?? {}
    const named = secrets.find(({ id }) => entry.binding.kind === 'secret' && id === entry.binding.secretId)?.name ?? ''
    const shown = entry.key === '' || problem.key || problem.binding || refusals.has(entry.key) || matches(filter, entry.key, named)
    return shown ? [{ at, id: edits.ids[at] ?? '', entry, problem }] : []
  })
  const drawn = all ? rows : rows.filter((row, n) => n < portion || row.problem.key || row.problem.binding || row.entry.key === '')
  const chosen = value.filter((_, at) => edits.selected.has(edits.ids[at] ?? ''))
  return (
    <div ref={edits.root} data-testid="env-editor" className="@container flex flex-col gap-2">
      {value.length > 0 && (
        <GridHead
          selected={chosen.length}
          shown={rows.length}
          onSelect={(on) => edits.selectAll(new Set(on ? rows.map(({ id }) => id) : []))}
          disabled={disabled}
        />
      )}
      {drawn.length > 0 && (
        <ul aria-label="Environment keys" className="flex flex-col gap-2">
          {drawn.map(({ at, id, entry, problem }) => (
            <EnvRow
              key={id}
              id={id}
              place={at + 1}
              entry={entry}
              problem={problem}
              refusal={refusals.get(entry.key)}
              before={before.get(entry.key)}
              print={stored.prints.get(entry.key)}
              where={place}
              secrets={secrets}
              selected={edits.selected.has(id)}
              busy={storing === id}
              disabled={disabled}
              actions={actions}
            />
          ))}
        </ul>
      )}
      {value.length === 0 && <p className="text-base text-muted">This layer sets no keys.</p>}
      {value.length > 0 && rows.length === 0 && <p className="text-base text-muted">No key of this layer matches “{filter}”.</p>}
      {drawn.length < rows.length && (
        <Button onClick={() => setAll(true)} className="self-start">
          Show all {counted(rows.length, 'key')}
        </Button>
      )}
      <AddKeys full={value.length >= limit} disabled={disabled} onAdd={edits.add} onRaw={() => setOpen({ dialog: 'raw' })} />
      <EnvBulkBar
        entries={chosen}
        secrets={secrets}
        onChange={(change) => edits.changeAll(edits.selected, change)}
        onDelete={() => edits.removeAll(edits.selected)}
        onMove={targets.length > 0 ? () => setOpen({ dialog: 'move' }) : undefined}
        onClear={() => edits.selectAll(new Set())}
      />
      <Suspense>
        <EditorDialog props={props} open={open} chosen={chosen} edits={edits} onClose={() => setOpen(null)} />
      </Suspense>
    </div>
  )
}

const noRefusals: ReadonlyMap<string, string> = new Map()

/** What rows ask for, as one object that stays the same. */
function useRowActions({ place, secrets }: EnvEditorProps, edits: ReturnType<typeof useEnvEdits>, setOpen: (open: Open) => void) {
  const { make, nameFor } = useMakeSecret(place, secrets)
  const [storing, setStoring] = useState<string | null>(null)
  const store = (id: string) => {
    const entry = edits.entry(id)
    if (entry?.binding.kind !== 'plain' || !entry.binding.value || storing !== null) return
    setStoring(id)
    make(nameFor(entry.key), entry.binding.value)
      .then(
        (secret) => {
          edits.change(id, { ...entry, binding: { kind: 'secret', secretId: secret.id, version: 'latest' } })
          toast.done(`Stored ${secret.name} in the vault. Save so that ${entry.key} refers to it.`)
        },
        (error: unknown) => toast.failed(`Couldn't store ${entry.key} in the vault. It is still a plain value in the form.`, error),
      )
      .finally(() => setStoring(null))
  }
  const latest = useRef({ edits, store })
  latest.current = { edits, store }
  const actions = useMemo<RowActions>(
    () => ({
      change: (id, entry) => latest.current.edits.change(id, entry),
      remove: (id) => latest.current.edits.remove(id),
      select: (id, on) => latest.current.edits.select(id, on),
      add: () => latest.current.edits.add(emptyEntry),
      paste: (text) => setOpen({ dialog: 'paste', text }),
      newSecret: (id) => setOpen({ dialog: 'secret', id }),
      storeAsSecret: (id) => latest.current.store(id),
    }),
    [setOpen],
  )
  return { actions, storing }
}

interface EditorDialogProps {
  props: EnvEditorProps
  open: Open
  chosen: Env
  edits: ReturnType<typeof useEnvEdits>
  onClose: () => void
}

function EditorDialog({ props, open, chosen, edits, onClose }: EditorDialogProps) {
  const { place, stored, secrets, targets = [] } = props
  const [target, ...others] = targets
  // A row that was added only to paste into it is no key.
  const value = open?.dialog === 'paste' ? props.value.filter(({ key }) => key !== '') : props.value
  switch (open?.dialog) {
    case 'raw':
      return <RawEditor value={value} stored={stored} secrets={secrets} onApply={edits.replace} onClose={onClose} />
    case 'paste':
      return <PasteReview place={place} text={open.text} value={value} secrets={secrets} onApply={edits.replace} onClose={onClose} />
    case 'secret': {
      const entry = edits.entry(open.id)
      if (!entry) return null
      const refer = (secretId: string) => edits.change(open.id, { ...entry, binding: { kind: 'secret', secretId, version: 'latest' } })
      return <NewSecret place={place} secrets={secrets} envKey={entry.key} onMade={({ id }) => refer(id)} onClose={onClose} />
    }
    case 'move': {
      if (!target) return null
      const without = (keys: ReadonlySet<string>) => edits.replace(props.value.filter(({ key }) => !keys.has(key)))
      return <MoveKeys place={place} targets={[target, ...others]} entries={chosen.filter(canMove)} onMoved={without} onClose={onClose} />
    }
    default:
      return null
  }
}

const emptyEntry: EnvEntry = { key: '', binding: { kind: 'plain', visibility: 'visible', value: '' } }
const emptySecret: EnvEntry = { key: '', binding: { kind: 'secret', secretId: '', version: 'latest' } }

function GridHead({ selected, shown, disabled, onSelect }: { selected: number; shown: number; disabled: boolean; onSelect: (on: boolean) => void }) {
  return (
    <div className="flex items-center gap-2 text-xs font-medium text-muted">
      <Checkbox
        hideLabel
        label={`Select all ${counted(shown, 'key')}`}
        checked={selected > 0 && selected === shown}
        indeterminate={selected > 0 && selected < shown}
        onChange={onSelect}
        disabled={disabled}
      />
      <span aria-hidden className="hidden flex-1 basis-0 @2xl:block">
        Key
      </span>
      <span aria-hidden className="hidden w-32 @2xl:block">
        Kind
      </span>
      <span aria-hidden className="hidden flex-2 basis-0 @2xl:block">
        Value
      </span>
      <span className="hidden w-7 @2xl:block" />
    </div>
  )
}

function AddKeys({ full, disabled, onAdd, onRaw }: { full: boolean; disabled: boolean; onAdd: (entry: EnvEntry) => void; onRaw: () => void }) {
  const off = disabled ? 'Not editable now.' : undefined
  const reason = off ?? (full ? `A layer holds at most ${limit} keys.` : undefined)
  return (
    <div className="flex flex-wrap items-center gap-2" data-row="add">
      <Button icon={Plus} disabledReason={reason} onClick={() => onAdd(emptyEntry)}>
        Add key
      </Button>
      <Button icon={KeyRound} disabledReason={reason} onClick={() => onAdd(emptySecret)}>
        Add secret reference
      </Button>
      <Button icon={FileText} disabledReason={off} onClick={onRaw}>
        Edit as text
      </Button>
      <span className="text-sm text-muted">Paste .env text into any name to review it first.</span>
    </div>
  )
}
