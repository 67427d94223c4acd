import clsx from 'clsx'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { EffectiveEnvKey } from '#shared/contract/env.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { FilteredEmpty } from '../../ui/states.tsx'
import { EnvHealthLabel, StatusGlyph } from '../../ui/status.tsx'
import { envHealthWords } from '../../ui/status-words.ts'
import { Time } from '../../ui/time.tsx'
import { arrange, type Definition, losesBecause } from './effective.ts'
import { LayerTag } from './layer-tag.tsx'
import { Reveal } from './reveal.tsx'
import { HiddenValue, VersionText } from './values.tsx'
import { visibilityWords } from './visibility.ts'

/** Rows drawn at first; more come by a button. */
const portion = 200
const columns = ['Key', 'From', 'Kind', 'Value', 'Version', 'Fingerprint', 'Overrides', 'Last changed', 'Health']

export interface EffectiveEnvProps {
  companyId: string
  env: EffectiveEnvKey[]
  /** What is looked for; the field is shared with the rest of the page. */
  text: string
  onText: (text: string) => void
}

/** The environment of the next run, key by key: the winner in the row, every layer that defines it beneath. */
export function EffectiveEnv({ companyId, env, text, onText }: EffectiveEnvProps): ReactElement {
  const [onlyOverrides, setOnlyOverrides] = useState(false)
  const [showInherited, setShowInherited] = useState(true)
  const [shown, setShown] = useState(portion)
  const { rows, overrides, inherited } = arrange(env, { text, onlyOverrides, inherited: showInherited })
  const clear = () => {
    onText('')
    setOnlyOverrides(false)
    setShowInherited(true)
  }
  const filters = [...(text ? [`“${text}”`] : []), ...(onlyOverrides ? ['only overrides'] : []), ...(showInherited ? [] : ['no inherited keys'])]
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="flex flex-1 items-center gap-1.5 text-muted">
          <LayerTag layer="agent" /> loses to <LayerTag layer="project" /> loses to <LayerTag layer="routine" />
        </p>
        <Checkbox label={`Show inherited (${inherited})`} checked={showInherited} onChange={setShowInherited} />
        <Checkbox label={`Only overrides (${overrides})`} checked={onlyOverrides} onChange={setOnlyOverrides} />
        <SearchField label="Filter keys" placeholder="Key or secret" value={text} onChange={onText} className="w-48" />
      </div>
      {rows.length === 0 ? (
        <FilteredEmpty filters={filters} onClear={clear} />
      ) : (
        <div className="overflow-x-auto rounded-card border border-line bg-surface">
          <table className="w-full text-base">
            <caption className="sr-only">Environment of the next run</caption>
            <thead>
              <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:px-1.5 [&>th]:py-1.5 [&>th]:font-medium [&>th]:whitespace-nowrap">
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="[&>tr>td]:h-(--row) [&>tr>td]:border-b [&>tr>td]:border-line [&>tr>td]:px-1.5 [&>tr>th]:h-(--row) [&>tr>th]:border-b [&>tr>th]:border-line [&>tr>th]:px-1.5 [&>tr:last-child>*]:border-b-0">
              {rows.slice(0, shown).map((row) => (
                <KeyRows key={row.key} companyId={companyId} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > shown && (
        <Button onClick={() => setShown(shown + portion)} className="self-start">
          Show more of {counted(rows.length, 'key')}
        </Button>
      )}
    </div>
  )
}

function KeyRows({ companyId, row }: { companyId: string; row: EffectiveEnvKey }) {
  const [open, setOpen] = useState(false)
  const winner = row.definitions[0] as Definition
  const others = row.definitions.length - 1
  return (
    <>
      <tr data-key={row.key}>
        <th scope="row" className="sticky left-0 z-1 bg-surface text-left font-normal whitespace-nowrap">
          <span className="flex items-center gap-1">
            <IconButton
              icon={open ? ChevronDown : ChevronRight}
              label={`${open ? 'Hide' : 'Show'} the layers of ${row.key}`}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            />
            {/* Where the Health column may lie out of sight. */}
            {winner.health !== 'ok' && (
              <StatusGlyph glyph={envHealthWords[winner.health].glyph} tone={envHealthWords[winner.health].tone} className="xl:hidden" />
            )}
            <Copyable floating value={row.key} label="key name" />
          </span>
        </th>
        <DefinitionCells companyId={companyId} envKey={row.key} definition={winner} />
        <td className="tabular-nums">{others === 0 ? <span className="text-faint">—</span> : others}</td>
        <td className="whitespace-nowrap text-muted">
          <Time at={row.changedAt} brief /> by {row.changedBy}
        </td>
        <td>
          <Health health={winner.health} />
        </td>
      </tr>
      {open &&
        row.definitions.map((definition, place) => (
          <LayerRow key={definition.layer} companyId={companyId} envKey={row.key} definition={definition} winner={winner} place={place} />
        ))}
    </>
  )
}

interface DefinitionProps {
  companyId: string
  envKey: string
  definition: Definition
}

function LayerRow({ winner, place, ...shown }: DefinitionProps & { winner: Definition; place: number }) {
  const { definition } = shown
  const lost = place > 0
  return (
    <tr className="bg-sunken text-sm" data-lost={lost || undefined}>
      <td className="pl-11! whitespace-nowrap text-muted">{lost ? losesBecause(definition, winner) : 'wins'}</td>
      <DefinitionCells {...shown} lost={lost} />
      <td colSpan={2} className="text-muted" />
      <td>
        <Health health={definition.health} />
      </td>
    </tr>
  )
}

/** At rest a silhouette is enough; what is wrong is said in words. */
function Health({ health }: { health: Definition['health'] }) {
  return health === 'ok' ? <EnvHealthLabel health={health} wordHidden /> : <EnvHealthLabel health={health} className="flex!" />
}

function DefinitionCells({ companyId, envKey, definition, lost = false }: DefinitionProps & { lost?: boolean }) {
  const struck = clsx(lost && 'text-muted line-through')
  return (
    <>
      <td className="whitespace-nowrap">
        <span className="flex items-center gap-1">
          <LayerTag layer={definition.layer} lost={lost} />
          <span className={clsx('max-w-28 truncate', struck)} title={definition.sourceName}>
            {definition.sourceName}
          </span>
        </span>
      </td>
      <td className={clsx('whitespace-nowrap', struck)}>{kindWords(definition)}</td>
      <td className={clsx('max-w-56 truncate', struck)}>
        <Value companyId={companyId} envKey={envKey} definition={definition} />
      </td>
      <td className={struck}>{definition.version ? <VersionText {...definition.version} /> : <span className="text-faint">—</span>}</td>
      <td className={struck}>
        {definition.fingerprint ? <Copyable floating value={definition.fingerprint} label="fingerprint" /> : <span className="text-faint">—</span>}
      </td>
    </>
  )
}

function kindWords({ kind, visibility }: Definition): string {
  return kind === 'secret' ? 'Secret' : `Plain · ${visibilityWords[visibility ?? 'visible'].toLowerCase()}`
}

/** A visible plain value in full; of a secret its name, behind a mask that is the same for every length. */
function Value({ companyId, envKey, definition }: DefinitionProps) {
  const { kind, visibility, value, layer, sourceId } = definition
  if (kind === 'secret') {
    return (
      <span className="flex items-center gap-1">
        <HiddenValue what="hidden value of the secret" />
        <span className="truncate">{definition.secretName ?? 'missing secret'}</span>
      </span>
    )
  }
  if (value === '') return <span className="text-faint">empty</span>
  if (value !== null) return <span className="font-mono text-sm">{value}</span>
  return (
    <span className="flex items-center gap-1">
      <HiddenValue what="hidden value" />
      <Reveal companyId={companyId} place={{ layer, id: sourceId }} envKey={envKey} kind={visibility ?? 'masked'} />
    </span>
  )
}
