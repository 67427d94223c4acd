/** What a grid's columns are made of, and how wide they come out. */
import type { ReactNode } from 'react'

export interface Column<T> {
  id: string
  header: string
  cell: (row: T) => ReactNode
  /** Least width, px at the normal font size. */
  width?: number
  /** Share of the spare width; 0 keeps the column at `width`. */
  grow?: number
  align?: 'start' | 'end'
  /** Left out when the table is too narrow for its columns: the lowest goes first. Without it the column always stays. */
  spare?: number
  /** Makes the column sortable here, by this value. */
  sortValue?: (row: T) => string | number | Date | null
  /** Makes the column sortable by whoever owns the rows: see `onSort`. */
  sortable?: boolean
}

export interface Sort {
  id: string
  desc: boolean
}

export interface Frame {
  selectable: boolean
  actions: boolean
}

/** Tracks and least width shared by the header and every row: given the same width, the same tracks come out, so the columns line up. */
export function columnLayout<T>(columns: readonly Column<T>[], frame: Frame) {
  const tracks = columns.map(({ width = usualWidth, grow = 1 }) => (grow > 0 ? `minmax(${rem(width)}, ${grow}fr)` : rem(width)))
  return {
    gridTemplateColumns: [frame.selectable ? rem(selectWidth) : '', ...tracks, frame.actions ? rem(actionsWidth) : ''].filter(Boolean).join(' '),
    minWidth: rem(leastWidth(columns, frame)),
  }
}

/** The columns that fit into `width` px at the normal font size, spare ones left out lowest first. */
export function fittingColumns<T>(columns: readonly Column<T>[], frame: Frame, width: number): readonly Column<T>[] {
  const order = columns.filter(({ spare }) => spare !== undefined).sort((a, b) => (a.spare ?? 0) - (b.spare ?? 0))
  let fitting = columns
  for (const next of order) {
    if (leastWidth(fitting, frame) <= width) break
    fitting = fitting.filter((column) => column !== next)
  }
  return fitting
}

function leastWidth<T>(columns: readonly Column<T>[], { selectable, actions }: Frame): number {
  return columns.reduce((sum, { width = usualWidth }) => sum + width, (selectable ? selectWidth : 0) + (actions ? actionsWidth : 0))
}

/** In rem, so that columns grow with the font size and their text is not cut. */
function rem(px: number): string {
  return `${px / 16}rem`
}
const usualWidth = 120
const selectWidth = 36
const actionsWidth = 40
