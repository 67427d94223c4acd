import clsx from 'clsx'
import { Search, X } from 'lucide-react'
import { useRef } from 'react'
import { Kbd } from './kbd.tsx'
import { useShortcut } from './shortcuts.ts'

export interface SearchFieldProps {
  value: string
  onChange: (value: string) => void
  label: string
  placeholder?: string
  className?: string
}

/** The filter box of a list: `/` focuses it, Esc empties it and then leaves it. */
export function SearchField({ value, onChange, label, placeholder = 'Filter', className }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Focus the filter', () => input.current?.focus())
  return (
    <div className={clsx('relative w-64', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-1.5 left-2 size-4 text-faint" strokeWidth={1.5} />
      <input
        ref={input}
        type="search"
        aria-label={label}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          if (value) onChange('')
          else input.current?.blur()
        }}
        className="peer h-7 w-full rounded-control border border-control bg-surface pr-7 pl-7 text-base placeholder:text-faint focus:outline-2 focus:-outline-offset-1 focus:outline-accent [&::-webkit-search-cancel-button]:hidden"
      />
      {value ? (
        <button
          type="button"
          aria-label="Clear the filter"
          onClick={() => onChange('')}
          className="absolute top-0.5 right-0.5 grid size-6 place-items-center rounded-control text-muted hover:bg-hover"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      ) : (
        <span className="pointer-events-none absolute top-1 right-1.5 peer-focus:hidden">
          <Kbd keys="/" />
        </span>
      )}
    </div>
  )
}
