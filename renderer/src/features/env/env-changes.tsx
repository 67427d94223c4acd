import clsx from 'clsx'
import type { ReactElement, ReactNode } from 'react'
import type { EnvChange, EnvSide } from '#shared/contract/env.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { LayerTag } from './layer-tag.tsx'
import { maskedValue, VersionText } from './values.tsx'

export interface EnvChangesProps {
  changes: readonly EnvChange[]
  /** Names of the two sides: "r9", "Now". */
  beforeLabel: string
  afterLabel: string
  /** Accessible name of the table. */
  label?: string
}

interface Kind {
  words: string
  /** A sign beside the word, so that it does not rest on colour. */
  sign: string
  tone: string
}

const kinds: Record<EnvChange['change'], Kind> = {
  added: { words: 'Added', sign: '+', tone: 'text-ok' },
  removed: { words: 'Removed', sign: '−', tone: 'text-danger' },
  kind_changed: { words: 'Plain ↔ secret', sign: '~', tone: 'text-warn' },
  re_pointed: { words: 'Another secret', sign: '~', tone: 'text-warn' },
  re_versioned: { words: 'Another version', sign: '~', tone: 'text-warn' },
  value_changed: { words: 'Value changed', sign: '~', tone: 'text-warn' },
  same_value: { words: 'New version, same value', sign: '=', tone: 'text-muted' },
  moved_layer: { words: 'Moved layer', sign: '~', tone: 'text-warn' },
  visibility_changed: { words: 'Visibility changed', sign: '~', tone: 'text-warn' },
  unchanged: { words: 'Unchanged', sign: ' ', tone: 'text-muted' },
}

/** How an environment differs, key by key. No value is shown that is not visible to everybody; hidden ones are told apart by fingerprint. */
export function EnvChanges({ changes, beforeLabel, afterLabel, label = 'Environment changes' }: EnvChangesProps): ReactElement {
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} className="w-full min-w-xl table-fixed text-base">
        <thead>
          <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:py-1 [&>th]:pr-4 [&>th]:font-medium">
            <th scope="col" className="w-1/4">
              Key
            </th>
            <th scope="col" className="w-52">
              Change
            </th>
            <th scope="col">{beforeLabel}</th>
            <th scope="col">{afterLabel}</th>
          </tr>
        </thead>
        <tbody className="[&>tr>*]:border-b [&>tr>*]:border-line [&>tr>*]:py-1.5 [&>tr>*]:pr-4 [&>tr>*]:align-baseline">
          {changes.map((change) => (
            <Row key={change.key} change={change} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ change: { key, change, before, after } }: { change: EnvChange }) {
  const { words, sign, tone } = kinds[change]
  return (
    <tr data-change={change}>
      <th scope="row" className="text-left font-mono text-sm font-normal break-all">
        {key}
      </th>
      <td className={clsx('whitespace-nowrap', tone)}>
        <span aria-hidden className="mr-1.5 inline-block w-3 text-center font-mono">
          {sign}
        </span>
        {words}
      </td>
      <td>
        <Side side={before} other={after} mark={change === 'value_changed' && 'bg-diff-del'} />
      </td>
      <td>
        <Side side={after} other={before} mark={change === 'value_changed' && 'bg-diff-add'} />
      </td>
    </tr>
  )
}

/** One side in the words that a reader needs: what is the same on both sides and usual is left out. */
function Side({ side, other, mark }: { side: EnvSide | null; other: EnvSide | null; mark: string | false }) {
  if (!side) return <span className="text-faint">—</span>
  const elsewhere = side.layer !== 'routine' || (other !== null && other.layer !== side.layer)
  return (
    <span className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
      {side.kind === 'plain' ? <Plain side={side} mark={mark} /> : <Secret side={side} />}
      {side.fingerprint && side.value === null && <Fingerprint print={side.fingerprint} mark={mark} />}
      {elsewhere && <LayerTag layer={side.layer} />}
    </span>
  )
}

function Plain({ side: { value, visibility }, mark }: { side: EnvSide; mark: string | false }): ReactNode {
  if (value !== null) return <Value value={value} mark={mark} />
  return (
    <>
      <span aria-hidden className="font-mono text-sm text-muted">
        {maskedValue}
      </span>
      <span className="text-sm text-muted">{visibility === 'write_only' ? 'write-only' : visibility === 'masked' ? 'masked' : 'plain'}</span>
    </>
  )
}

function Value({ value, mark }: { value: string; mark: string | false }) {
  if (value === '') return <span className="text-faint">empty</span>
  return <span className={clsx('rounded-control px-1 font-mono text-sm break-all whitespace-pre-wrap', mark)}>{value}</span>
}

function Secret({ side: { secretName, selector, version } }: { side: EnvSide }) {
  return (
    <>
      <span>{secretName ?? 'Deleted secret'}</span>
      {selector !== null ? (
        <VersionText selector={selector} current={version} />
      ) : (
        version !== null && <span className="font-mono text-sm">v{version}</span>
      )}
    </>
  )
}

/** HIS-07: what equality of two fingerprints says, and where it ends. */
function Fingerprint({ print, mark }: { print: string; mark: string | false }) {
  return (
    <Tooltip text="A keyed code of the value. Equal codes mean equal values, inside this company only; the value cannot be worked out from it.">
      <button type="button" className={clsx('rounded-control px-1 font-mono text-sm text-muted', mark)}>
        <span className="sr-only">Fingerprint </span>
        {print.slice(0, 4)}
      </button>
    </Tooltip>
  )
}
