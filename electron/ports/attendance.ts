/** The person at the screen, as far as the shell can know. */
export interface Attendance {
  /** Has the system confirm that its user is there, for the reason given; null where it has no way to ask. */
  confirm(reason: string): Promise<boolean | null>
  /** Keeps the windows out of screenshots and shared screens for that many milliseconds, where the system can. */
  shield(milliseconds: number): void
}
