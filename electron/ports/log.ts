/** Structured log of the host. Fields must be value-free: names and ids, never secrets or row data. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void
  warn(event: string, fields?: Record<string, unknown>): void
  error(event: string, fields?: Record<string, unknown>): void
  /** A log whose lines carry these fields too. */
  child(fields: Record<string, unknown>): Log
  /** Writes what is buffered. */
  flush(): Promise<void>
}
