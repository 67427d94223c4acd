import type { ReactElement } from 'react'
import type { RestoreFinding } from '#shared/contract/routines.ts'
import { Button } from '../../ui/button.tsx'
import { StatusGlyph } from '../../ui/status.tsx'

export interface RestoreFindingsProps {
  findings: readonly RestoreFinding[]
  /** Env keys that the restore would change: only those can be left out. */
  keys: readonly string[]
  /** Takes one env key out of the restore. */
  onLeaveOut: (key: string) => void
}

const looks = {
  blocker: { glyph: 'cross', tone: 'danger', word: 'Stands in the way' },
  warning: { glyph: 'alert', tone: 'warn', word: 'Warning' },
  note: { glyph: 'empty', tone: 'info', word: 'Note' },
} as const

/** Blockers that are about one env key, and go away with it. */
const ofKey: ReadonlySet<RestoreFinding['code']> = new Set([
  'secret_missing',
  'inline_refused',
  'version_disabled',
  'version_destroyed',
  'version_missing',
])

/** What stands in the way of a restore or comes along with it, worst first, each with its way out. */
export function RestoreFindings({ findings, keys, onLeaveOut }: RestoreFindingsProps): ReactElement | null {
  if (findings.length === 0) return null
  return (
    <ul aria-label="What to know before" className="flex flex-col gap-1.5">
      {findings.map(({ severity, code, subject, message }) => {
        const { glyph, tone, word } = looks[severity]
        return (
          <li key={`${code} ${subject}`} data-finding={code} className="flex items-start gap-2">
            <span className="flex h-6 items-center">
              <StatusGlyph glyph={glyph} tone={tone} title={word} />
            </span>
            <span className="min-w-0 flex-1 pt-0.5 break-words">{message}</span>
            {ofKey.has(code) && keys.includes(subject) && (
              <Button size="sm" onClick={() => onLeaveOut(subject)}>
                Leave {subject} out
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
