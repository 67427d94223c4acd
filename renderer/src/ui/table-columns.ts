/** What a grid's columns are made of, and how wide they come out. */
import type { ReactNode } from 'react'

export interface Column<T> {
  id: string
  header: string
  cell: (row: T) => ReactNode
  /** Least width, px. */
  width?: number
  /** Share of the spare width; 0 keeps the column at `width`. */
  grow?: number
  align?: 'start' | 'end'
  /** Makes the column sortable here, by this value. */
  sortValue?: (row: T) => string | number | Date | null
  /** Makes the column sortable by whoever owns the rows: see `onSort`. */
  sortable?: boolean
}

export interface Sort {
  id: string
  desc: boolean
}

/** Tracks and least width shared by the header and every row: given the same width, the same tracks come out, so the columns line up. */
export function columnLayout<T>(columns: readonly Column<T>[], selectable: boolean, actions: boolean) {
  const tracks = columns.map(({ width = 120, grow = 1 }) => (grow > 0 ? `minmax(${width}px, ${grow}fr)` : `${width}px`))
  const extra = (selectable ? selectWidth : 0) + (actions ? actionsWidth : 0)
  return {
    gridTemplateColumns: [selectable ? `${selectWidth}px` : '', ...tracks, actions ? `${actionsWidth}px` : ''].filter(Boolean).join(' '),
    minWidth: columns.reduce((sum, { width = 120 }) => sum + width, extra),
  }
}
const selectWidth = 36
const actionsWidth = 40
