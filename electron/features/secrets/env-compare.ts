/** Compares environments value-free: two moments of the layers, or what a run was given with what it would get now. */
import { createHmac, randomBytes } from 'node:crypto'
import type { EnvChange, EnvSide } from '#shared/contract/env.ts'
import { type LayeredDefinition, layerEnv } from '#shared/domain/env.ts'
import { diffEnv } from '#shared/domain/env-diff.ts'
import type { Sql } from '../../ports/sql.ts'
import type { CompareEnv, CompareReceipt, EnvReceipt, LayerSource } from '../../ports/work.ts'
import { isHidden, referenceOf } from './env.ts'
import { type LookedUp, lookUp } from './env-store.ts'
import { type Marker, markerOf } from './plain-marks.ts'
import type { Vault } from './vault.ts'

type Winners = ReadonlyMap<string, LayeredDefinition<LayerSource>>
type Sides = Map<string, EnvSide>

const winnersOf = (layers: LayerSource[]): Winners => new Map(layerEnv(layers).map(({ key, definitions: [winner] }) => [key, winner]))
const noSecret = { secretId: null, secretName: null, selector: null, version: null }

export function envComparer({ sql, vault }: { sql: Sql; vault: Vault }): CompareEnv {
  return async (companyId, before, after) => {
    const [was, is] = [winnersOf(before), winnersOf(after)]
    const found = await secretsOf(sql, companyId, [was, is])
    const mark = await markerOf({ sql, vault }, companyId, plainValues([was, is], isHidden))
    const exact = exactMarker()
    const changes = diffEnv(sidesOf(was, found, exact), sidesOf(is, found, exact))
    return changes.map(({ key, change, ...sides }) => ({
      key,
      change,
      before: shown(sides.before, was.get(key), mark),
      after: shown(sides.after, is.get(key), mark),
    }))
  }
}

export function receiptComparer({ sql, vault }: { sql: Sql; vault: Vault }): CompareReceipt {
  return async ({ companyId, receipt, was: layersThen, now }) => {
    const [was, is] = [winnersOf(layersThen), winnersOf(now)]
    const found = await secretsOf(sql, companyId, [is])
    const mark = await markerOf(
      { sql, vault },
      companyId,
      plainValues([is], () => true),
    )
    const exact = exactMarker()
    const given = new Map(receipt.map((entry) => [entry.key, entry]))
    const after = sidesOf(is, found, mark)
    const before: Sides = new Map()
    for (const [key, entry] of given) {
      const known = plainOf(was.get(key), entry)
      before.set(key, receiptSide(entry, known))
      const side = after.get(key)
      // Where the very value that was given is still known, it decides: receipts of before have no fingerprint of it.
      if (known === null || side?.kind !== 'plain') continue
      before.set(key, { ...receiptSide(entry, known), fingerprint: exact(known.value) })
      const winner = is.get(key)?.binding
      if (winner?.kind === 'plain') after.set(key, { ...side, fingerprint: exact(winner.value) })
    }
    return diffEnv(before, after).flatMap(({ key, change, ...sides }): EnvChange[] => {
      if (change === 'unchanged') return []
      const entry = given.get(key)
      return [
        {
          key,
          change,
          before: sides.before && { ...sides.before, fingerprint: entry?.fingerprint || null },
          after: shown(sides.after, is.get(key), mark),
        },
      ]
    })
  }
}

/** A fingerprint for one comparison: as long as it takes to tell any two values apart, and worth nothing afterwards. */
function exactMarker(): (value: string) => string {
  const key = randomBytes(32)
  return (value) => createHmac('sha256', key).update(value, 'utf8').digest('base64')
}

function plainValues(all: Winners[], wanted: typeof isHidden | (() => boolean)): string[] {
  return all.flatMap((winners) =>
    [...winners.values()].flatMap(({ binding }) => (binding.kind === 'plain' && wanted(binding) ? [binding.value] : [])),
  )
}

/** Today's secrets behind the references, by what they are asked for: one query for both sides. */
async function secretsOf(sql: Sql, companyId: string, all: Winners[]): Promise<Map<string, LookedUp>> {
  const references = all.flatMap((winners) => [...winners].flatMap(([key, { source, binding }]) => referenceOf(key, source, binding) ?? []))
  if (references.length === 0) return new Map()
  const pairs = await lookUp(sql.db, companyId, references, false)
  return new Map(pairs.map(({ reference, found }) => [askedFor(reference), found]))
}

const askedFor = ({ secretId, version }: { secretId: string; version: 'latest' | number }) => `${secretId} ${version}`

function sidesOf(winners: Winners, found: Map<string, LookedUp>, mark: Marker): Sides {
  return new Map(
    [...winners].map(
      ([
        key,
        {
          source: { layer },
          binding,
        },
      ]): [string, EnvSide] => {
        if (binding.kind === 'plain') {
          const { kind, visibility, value } = binding
          return [key, { layer, kind, visibility, value: visibility === 'visible' ? value : null, ...noSecret, fingerprint: mark(value) }]
        }
        const { kind, secretId, version: selector } = binding
        const secret = found.get(askedFor(binding))
        const { name = null, version = null, fingerprint } = secret ?? {}
        return [key, { layer, kind, visibility: null, value: null, secretId, secretName: name, selector, version, fingerprint: fingerprint || null }]
      },
    ),
  )
}

/** The plain value that an entry of a receipt speaks of, when the layer it came from is known as it was. */
function plainOf(winner: LayeredDefinition<LayerSource> | undefined, { layer, kind }: EnvReceipt[number]) {
  return kind === 'plain' && winner?.binding.kind === 'plain' && winner.source.layer === layer ? winner.binding : null
}

function receiptSide(entry: EnvReceipt[number], known: ReturnType<typeof plainOf>): EnvSide {
  const { layer, kind, secretId, secretName, selector, version, fingerprint } = entry
  if (kind === 'secret')
    return { layer, kind, visibility: null, value: null, secretId, secretName, selector, version, fingerprint: fingerprint || null }
  const visibility = entry.visibility ?? known?.visibility ?? 'visible'
  const value = known && visibility === 'visible' ? known.value : null
  return { layer, kind, visibility, value, ...noSecret, fingerprint: fingerprint || null }
}

/** A side as it may leave: of a visible value the value says it all, of a hidden one the company's fingerprint. */
function shown(side: EnvSide | null, winner: LayeredDefinition<LayerSource> | undefined, mark: Marker): EnvSide | null {
  if (!side || side.kind === 'secret' || winner?.binding.kind !== 'plain') return side
  return { ...side, fingerprint: isHidden(winner.binding) ? mark(winner.binding.value) : null }
}
