import { Search } from 'lucide-react'
import { Kbd } from '../ui/kbd.tsx'
import { Breadcrumb } from './breadcrumb.tsx'
import { CompanySwitcher } from './company-switcher.tsx'

/** The top 36 px: drag region, where one is, search. Window buttons of the desktop lie over its free end. */
export function TitleBar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className="flex min-w-0 items-center gap-1 border-b border-line bg-sunken pr-[max(0.5rem,calc(100vw-env(titlebar-area-x,0px)-env(titlebar-area-width,100vw)))] pl-[max(0.5rem,env(titlebar-area-x,0px))] [-webkit-app-region:drag] [&_a]:[-webkit-app-region:no-drag] [&_button]:[-webkit-app-region:no-drag]">
      <CompanySwitcher />
      <Breadcrumb />
      <div className="flex-1" />
      <button
        type="button"
        onClick={onSearch}
        className="flex h-6 w-72 min-w-0 items-center gap-2 rounded-control border border-line bg-surface px-2 text-sm text-muted transition-colors duration-(--fast) hover:border-control hover:text-default contrast:border-control"
      >
        <Search aria-hidden className="size-3.5" strokeWidth={1.5} />
        <span className="flex-1 truncate text-left">Search or run a command</span>
        <Kbd keys="mod+k" />
      </button>
    </header>
  )
}
