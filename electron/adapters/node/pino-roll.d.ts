/** The part of pino-roll that log.ts uses; the package brings no types. */
declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events'

  interface RollingFile extends EventEmitter {
    write(line: string): boolean
    end(): void
  }

  export default function roll(options: {
    file: string
    extension: string
    /** Such as '5m' or '10k'. */
    size: string
    limit: { count: number; removeOtherLogFiles: boolean }
    mode: number
    mkdir: boolean
    sync: boolean
  }): Promise<RollingFile>
}
