/** Three versions of one layer: what each side changed, value-free where values are hidden, and both laid together. */
import type { Env, EnvBinding } from '#shared/contract/env.ts'
import { changedBy, type Difference, type Pick } from '../../ui/three-way.ts'
import type { StoredLayer } from './place.ts'
import { maskedValue } from './values.tsx'
import { visibilityWords } from './visibility.ts'

interface Sides {
  base: StoredLayer
  mine: Env
  theirs: StoredLayer
}

const idOf = (key: string) => `env.${key}`

export function envDifferences({ base, mine, theirs }: Sides, secretName: (id: string) => string | undefined): Difference[] {
  return keysOf(base.env, mine, theirs.env).flatMap((key) => {
    const [was, my, their] = [at(base.env, key), at(mine, key), at(theirs.env, key)]
    const by = judge({ base, mine, theirs }, key)
    if (!by) return []
    const text = (binding: EnvBinding | undefined, print: string | undefined) => bindingText(binding, print, secretName)
    const print = base.prints.get(key)
    return [{ id: idOf(key), label: key, base: text(was, print), mine: text(my, my && print), theirs: text(their, theirs.prints.get(key)), by }]
  })
}

/** Theirs with what I changed on top, key by key. */
export function mergeEnv(sides: Sides, pick: Pick): Env {
  const { mine, theirs } = sides
  const takesMine = (key: string) => {
    const by = judge(sides, key)
    return by === 'mine' || (by === 'both' && pick(idOf(key)) === 'mine')
  }
  const kept = theirs.env.flatMap((entry) => {
    if (!takesMine(entry.key)) return [entry]
    const binding = at(mine, entry.key)
    return binding ? [{ key: entry.key, binding }] : []
  })
  // Half-typed rows without a name are mine alone.
  const added = mine.filter(({ key }) => key === '' || (!at(theirs.env, key) && takesMine(key)))
  return [...kept, ...added]
}

function judge({ base, mine, theirs }: Sides, key: string): Difference['by'] | null {
  const [was, my, their] = [at(base.env, key), at(mine, key), at(theirs.env, key)]
  const hiddenMoved = isKept(was) && isKept(their) && base.prints.get(key) !== theirs.prints.get(key)
  return changedBy(same(was, my), same(was, their) && !hiddenMoved, same(my, their) && !hiddenMoved)
}

/** A hidden value that stands for what is stored: equal bindings say nothing about equal values. */
function isKept(binding: EnvBinding | undefined): boolean {
  return binding?.kind === 'plain' && binding.value === null
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function at(env: Env, key: string): EnvBinding | undefined {
  return env.find((entry) => entry.key === key)?.binding
}

function keysOf(...layers: Env[]): string[] {
  return [...new Set(layers.flatMap((env) => env.map(({ key }) => key)))].filter((key) => key !== '').sort((a, b) => (a < b ? -1 : 1))
}

function bindingText(binding: EnvBinding | undefined, print: string | undefined, secretName: (id: string) => string | undefined): string {
  if (!binding) return ''
  if (binding.kind === 'secret') {
    return `secret ${secretName(binding.secretId) ?? 'that is gone'}, ${binding.version === 'latest' ? 'latest' : `v${binding.version}`}`
  }
  const { visibility, value } = binding
  if (visibility === 'visible') return value === null ? `${maskedValue} to be visible` : value === '' ? '(empty)' : value
  return `${maskedValue} ${visibilityWords[visibility].toLowerCase()}, ${value === null ? (print ?? 'as stored') : 'a new value'}`
}
