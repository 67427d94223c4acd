import type { ReactNode } from 'react'

export interface SettingRowProps {
  label: string
  hint?: ReactNode
  /** The control, which carries `label` itself where only screen readers find it. */
  children: ReactNode
}

/** One setting: what it is on the left, its control on the right. */
export function SettingRow({ label, hint, children }: SettingRowProps) {
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-8 gap-y-2 border-b border-line py-2.5 last:border-b-0">
      <div className="max-w-md">
        <p aria-hidden className="font-medium">
          {label}
        </p>
        {hint && <p className="text-sm text-muted">{hint}</p>}
      </div>
      {children}
    </div>
  )
}
