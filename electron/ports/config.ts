/** `<home>/config.json`: what must be known before the database is up. */
export interface Config {
  /** The raw value of a section, undefined when absent or unreadable. */
  read(section: string): Promise<unknown>
  /** Replaces one section, whole-file atomically; other sections stay. */
  write(section: string, value: unknown): Promise<void>
  /** Where files lie that could not be read and were put aside, oldest first: what was set in them is no longer in force. */
  setAside(): Promise<string[]>
}
