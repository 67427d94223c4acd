/**
 * Aho-Corasick: finds every needle in one pass, one look-up per byte whatever the number of needles, and can stop and
 * go on at any byte. The rows of the look-up table are made when output first reaches them: a full table for a few
 * certificates would take a hundred megabytes, and output visits very little of it.
 */

import { buildFilter, type Filter } from './redaction-filter.ts'

/** Needles longer than this are found by their beginning and compared byte by byte from there; it bounds hold-back and memory. */
const headLength = 64

export interface Needle {
  /** Whose it is. */
  readonly name: string
  /** What it is found by: all of it or, of a long one, its beginning. */
  readonly head: string
  /** There is more of it than its head. */
  readonly goesOn: boolean
  /** All of it; of a long one made when it is asked for. */
  readonly bytes: string
}

/** A needle that is at hand as a whole. */
export function needleOf(name: string, bytes: string): Needle {
  const head = headOf(bytes)
  return { name, bytes, head, goesOn: head.length < bytes.length }
}

export interface Automaton {
  /** Bytes that occur in no needle share class 0. */
  classOf: Uint16Array
  /** The state after a byte is `table.cells[table.rowOf[state] + class]`, once the row is made; state 0 is the start. */
  table: Table
  /** How many of the last bytes may yet become part of a longer match: what must be held back. */
  hold: Int32Array
  /** 1 where a needle or a head ends. */
  hit: Uint8Array
  /** The longest whole needle that ends in a state. */
  whole: Map<number, Needle>
  /** Steps over what no needle begins in. */
  filter: Filter
  /** Long needles whose head ends in a state, with the length of that head. */
  heads: Map<number, Array<{ needle: Needle; length: number }>>
}

export interface Table {
  cells: Int32Array
  /** Where the row of a state begins; 0 until `makeRow` made it. */
  rowOf: Int32Array
  /** Makes the row of a state and answers where it begins. May replace `cells`. */
  makeRow(state: number): number
}

/** The needles as a tree of bytes: children of a state are a linked list, `fallback` the longest shorter match that goes on. */
interface Tree {
  states: number
  byte: Uint8Array
  /** Children of the start by byte: it is asked most and has the most of them. */
  first: Int32Array
  firstChild: Int32Array
  sibling: Int32Array
  fallback: Int32Array
}

export function buildAutomaton(needles: Needle[]): Automaton {
  const room = needles.reduce((sum, { head }) => sum + head.length, 1)
  const tree: Tree = {
    states: 1,
    byte: new Uint8Array(room),
    first: new Int32Array(256),
    firstChild: new Int32Array(room),
    sibling: new Int32Array(room),
    fallback: new Int32Array(room),
  }
  const hold = new Int32Array(room)
  const hit = new Uint8Array(room)
  const whole: Automaton['whole'] = new Map()
  const heads: Automaton['heads'] = new Map()
  for (const needle of needles) {
    const { head, goesOn } = needle
    const state = plant(tree, head, hold)
    if (!goesOn) whole.set(state, needle)
    else heads.set(state, [...(heads.get(state) ?? []), { needle, length: head.length }])
  }
  const classOf = byteClasses(needles.map(({ head }) => head))
  const filter = buildFilter(needles.map(({ head }) => head))
  const automaton = { classOf, table: lazyTable(tree, classOf), hold, hit, whole, heads, filter }
  linkFallbacks(tree, (state, shorter) => inherit(automaton, tree, state, shorter))
  return automaton
}

/** The state after one more byte. */
export function nextState({ classOf, table }: Automaton, state: number, byte: number): number {
  const row = table.rowOf[state] || table.makeRow(state)
  return table.cells[row + (classOf[byte & 255] ?? 0)] ?? 0
}

/**
 * The beginning by which a needle is found: long enough to occur in it only once, so that a needle is never followed
 * at two places at a time and the work stays linear even for a value of one repeated letter.
 */
function headOf(needle: string): string {
  for (let length = headLength; length < needle.length; length *= 2) {
    const head = needle.slice(0, length)
    if (needle.indexOf(head, 1) < 0) return head
  }
  return needle
}

function byteClasses(heads: string[]): Uint16Array {
  const classOf = new Uint16Array(256)
  let classes = 1
  for (const head of heads) {
    for (let i = 0; i < head.length; i++) if (classOf[head.charCodeAt(i)] === 0) classOf[head.charCodeAt(i)] = classes++
  }
  return classOf
}

/** Adds a head to the tree and answers the state in which it ends. */
function plant(tree: Tree, head: string, hold: Int32Array): number {
  let state = 0
  for (let i = 0; i < head.length; i++) {
    let child = childOf(tree, state, head.charCodeAt(i))
    if (child === 0) {
      child = tree.states++
      tree.byte[child] = head.charCodeAt(i)
      tree.sibling[child] = tree.firstChild[state] ?? 0
      tree.firstChild[state] = child
      if (state === 0) tree.first[head.charCodeAt(i)] = child
      hold[child] = i + 1
    }
    state = child
  }
  return state
}

function childOf({ byte, first, firstChild, sibling }: Tree, state: number, wanted: number): number {
  if (state === 0) return first[wanted] ?? 0
  let child = firstChild[state] ?? 0
  while (child !== 0 && byte[child] !== wanted) child = sibling[child] ?? 0
  return child
}

/** Links each state, nearest the root first, and reports it with what it falls back to. */
function linkFallbacks(tree: Tree, linked: (state: number, shorter: number) => void): void {
  const { byte, firstChild, sibling, fallback } = tree
  const queue = new Int32Array(tree.states)
  let queued = 1
  for (let i = 0; i < queued; i++) {
    const state = queue[i] ?? 0
    if (state !== 0) linked(state, fallback[state] ?? 0)
    for (let child = firstChild[state] ?? 0; child !== 0; child = sibling[child] ?? 0) {
      queue[queued++] = child
      let shorter = state
      while (shorter !== 0 && fallback[child] === 0) {
        shorter = fallback[shorter] ?? 0
        fallback[child] = childOf(tree, shorter, byte[child] ?? 0)
      }
    }
  }
}

/** What ends in the state to fall back to ends here too. */
function inherit({ hold, hit, whole, heads }: Automaton, tree: Tree, state: number, shorter: number): void {
  const inherited = whole.get(shorter)
  if (inherited && !whole.has(state)) whole.set(state, inherited)
  const more = heads.get(shorter)
  if (more) heads.set(state, [...(heads.get(state) ?? []), ...more])
  hit[state] = whole.has(state) || heads.has(state) ? 1 : 0
  // A needle that cannot grow any further is settled; only what its end may begin is not.
  if (tree.firstChild[state] === 0) hold[state] = hold[shorter] ?? 0
}

function lazyTable({ states, byte, firstChild, sibling, fallback }: Tree, classOf: Uint16Array): Table {
  const width = classOf.reduce((most, each) => Math.max(most, each), 0) + 1
  // The first row is what the start falls back to: it leads nowhere but to the start.
  const table: Table = { cells: new Int32Array(64 * width), rowOf: new Int32Array(states), makeRow }
  let end = width

  function makeRow(state: number): number {
    const missing: number[] = []
    // A loop, because the chain of a value of one repeated letter is as long as the value.
    for (let at = state; table.rowOf[at] === 0; at = fallback[at] ?? 0) {
      missing.push(at)
      if (at === 0) break
    }
    for (const at of missing.reverse()) {
      if (end + width > table.cells.length) {
        const larger = new Int32Array(table.cells.length * 2)
        larger.set(table.cells)
        table.cells = larger
      }
      const from = at === 0 ? 0 : (table.rowOf[fallback[at] ?? 0] ?? 0)
      table.cells.copyWithin(end, from, from + width)
      for (let child = firstChild[at] ?? 0; child !== 0; child = sibling[child] ?? 0) table.cells[end + (classOf[byte[child] ?? 0] ?? 0)] = child
      table.rowOf[at] = end
      end += width
    }
    return table.rowOf[state] ?? 0
  }

  return table
}
