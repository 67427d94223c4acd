import { create } from 'zustand'

export type Density = 'compact' | 'default' | 'comfortable'

const rowPx: Record<Density, number> = { compact: 28, default: 32, comfortable: 40 }

/** Row density and font size of the window; the shell sets them from the settings. */
export const useDensity = create<{ density: Density; fontSize: number }>(() => ({ density: 'default', fontSize: 100 }))

/** Height of a list row, px: the same figure that `--row` has in CSS. */
export function useRowHeight(): number {
  return useDensity(({ density, fontSize }) => (rowPx[density] * fontSize) / 100)
}
