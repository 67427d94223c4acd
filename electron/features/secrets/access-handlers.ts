/** The trail for those who look at it: pages, a summary of the last day, and the check of its chain. */
import type { Clock } from '../../ports/clock.ts'
import { declared, notFound, os } from '../../ports/rpc.ts'
import type { AccessStore } from './access-store.ts'
import type { Audit } from './audit.ts'

const DAY_MS = 86_400_000

export function accessHandlers({ clock, audit, access }: { clock: Clock; audit: Audit; access: AccessStore }) {
  /** Throws NOT_FOUND for what the company never had. */
  async function mustHave(asked: Parameters<AccessStore['has']>[0]): Promise<void> {
    const has = await access.has(asked)
    for (const noun of ['company', 'secret', 'routine'] as const) if (!has[noun]) throw notFound(noun)
  }

  return {
    access: os.secrets.access.handler(async ({ input: { cursor, limit, ...filter } }) => {
      const below = entryId(cursor)
      await mustHave(filter)
      const { items, total } = await access.page(filter, below, limit + 1)
      const shown = items.slice(0, limit)
      return { items: shown, nextCursor: items.length > limit ? (shown.at(-1)?.id ?? null) : null, total }
    }),

    accessSummary: os.secrets.accessSummary.handler(async ({ input: { companyId, secretId } }) => {
      await mustHave({ companyId, secretId })
      return access.summary(companyId, secretId, new Date(clock.now().getTime() - DAY_MS))
    }),

    verifyAudit: os.secrets.verifyAudit.handler(({ input: { companyId } }) => audit.verify(companyId)),
  }
}

/** The id that a page's cursor stands for. */
function entryId(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  const message = 'The cursor is not one that this list gave out. Start from the first page.'
  throw declared('BAD_REQUEST', { issues: [{ path: ['cursor'], message }] }, message)
}
