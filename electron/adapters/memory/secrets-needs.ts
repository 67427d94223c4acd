import type { SecretsNeeds } from '../../features/secrets/index.ts'
import type { Sql } from '../../ports/sql.ts'
import { noAttendance } from '../node/attendance.ts'
import { memoryCheckpoint } from './memory-checkpoint.ts'
import { memoryConfig } from './memory-config.ts'
import { memoryKeyStore } from './memory-key-store.ts'
import { recordingLive } from './recording-live.ts'
import { silentLog } from './silent-log.ts'
import { testClock } from './test-clock.ts'

/** Everything that secrets need besides a database: a key of its own, nothing configured, and no provider in reach. */
export function secretsNeeds(sql: Sql) {
  return {
    sql,
    clock: testClock(),
    live: recordingLive(),
    log: silentLog(),
    config: memoryConfig(),
    keyStore: memoryKeyStore(),
    checkpoints: memoryCheckpoint(),
    strictModeForced: null,
    openAwsSecretsManager: () => {
      throw new Error('No test without a server of its own reaches AWS.')
    },
    attendance: noAttendance,
    actor: 'ada',
  } satisfies SecretsNeeds
}
