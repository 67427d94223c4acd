import type { Log } from '../../ports/log.ts'

export interface LogEntry {
  level: 'info' | 'warn' | 'error'
  event: string
  fields: Record<string, unknown>
}

/** A log that prints nothing and keeps every entry, those of its children included, in `entries`. */
export function silentLog(): Log & { entries: LogEntry[] } {
  const entries: LogEntry[] = []
  const make = (base: Record<string, unknown>): Log => {
    const at = (level: LogEntry['level']) => (event: string, fields?: Record<string, unknown>) =>
      void entries.push({ level, event, fields: { ...base, ...fields } })
    return { info: at('info'), warn: at('warn'), error: at('error'), child: (fields) => make({ ...base, ...fields }), async flush() {} }
  }
  return { ...make({}), entries }
}
