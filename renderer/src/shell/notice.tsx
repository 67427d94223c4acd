import type { ReactNode } from 'react'

/** A page that says one thing: a state of the whole window. */
export function Notice({ title, glyph, children }: { title: string; glyph?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid flex-1 place-items-center p-8">
      <div className="flex max-w-md flex-col items-center gap-3 text-center text-muted text-balance">
        {glyph}
        <h1 className="text-xl font-semibold text-default">{title}</h1>
        {children}
      </div>
    </div>
  )
}
