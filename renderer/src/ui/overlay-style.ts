/** What every popup list shares: select, combobox, menu. */
export const popupStyle =
  'max-h-(--available-height) min-w-(--anchor-width) origin-(--transform-origin) overflow-y-auto rounded-card bg-surface p-1 text-base text-default shadow-overlay outline-none transition-opacity duration-(--fast) data-ending-style:opacity-0 data-starting-style:opacity-0 forced-colors:border'

export const optionStyle =
  'flex min-h-7 scroll-my-1 items-center gap-2 rounded-control px-2 py-1 outline-none select-none data-disabled:text-faint data-highlighted:bg-selected forced-colors:data-highlighted:bg-[Highlight] forced-colors:data-highlighted:text-[HighlightText]'
