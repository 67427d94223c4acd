/** When a recovery kit was last made and tested, and of which key: in config.json, because it is about this machine's copy of the key. */
import * as z from 'zod'
import type { Config } from '../../ports/config.ts'

const section = 'recoveryKit'

const stored = z.object({ keyId: z.string(), madeAt: z.coerce.date().nullable(), testedAt: z.coerce.date().nullable() })

export interface KitDates {
  madeAt: Date | null
  testedAt: Date | null
}

export type KitRecord = ReturnType<typeof kitRecord>

export function kitRecord({ config }: { config: Config }) {
  /** Of the key named; a kit of another key counts for nothing. */
  async function of(keyId: string | null): Promise<KitDates> {
    const found = stored.safeParse(await config.read(section))
    if (!found.success || found.data.keyId !== keyId) return { madeAt: null, testedAt: null }
    return { madeAt: found.data.madeAt, testedAt: found.data.testedAt }
  }

  return {
    of,
    async note(keyId: string, dates: Partial<KitDates>): Promise<void> {
      await config.write(section, { keyId, ...(await of(keyId)), ...dates })
    },
  }
}
