/** `<home>/config.json`: what must be known before the database is up. */
export interface Config {
  /** The raw value of a section, undefined when absent or unreadable. */
  read(section: string): Promise<unknown>
  /** Replaces one section, whole-file atomically; other sections stay. */
  write(section: string, value: unknown): Promise<void>
}
