/** What happens to one version after it was made: current again, disabled, enabled, to be destroyed, or not after all. Needs no key. */
import { declared } from '../../ports/rpc.ts'
import type { Transaction } from '../../ports/sql.ts'
import { blastRadius, inUse } from './blast-radius.ts'
import type { CustodianNeeds } from './custodian.ts'
import { changeEntry } from './lifecycle-entry.ts'
import type { HeldSecret } from './store.ts'
import type { TrailEntry } from './trail.ts'
import type { HeldVersion } from './version-store.ts'

export type VersionLifecycle = ReturnType<typeof versionLifecycle>

interface Place {
  companyId: string
  id: string
  version: number
}

interface Held {
  secret: HeldSecret
  version: HeldVersion
}

const DAY_MS = 86_400_000

export function versionLifecycle({ sql, clock, live, store, versions, trail, actor, wake }: Omit<CustodianNeeds, 'vault' | 'keeper'>) {
  /** Makes one change of a version with its trail entry, whole or not at all. Throws NOT_FOUND and whatever `work` throws. */
  async function change({ companyId, id, version: number }: Place, action: TrailEntry['action'], reason: string, work: Work): Promise<void> {
    await sql.db.transaction(async (tx) => {
      const secret = await store.hold(tx, companyId, id)
      const version = await versions.find(tx, id, number)
      if (!version) throw declared('NOT_FOUND', { noun: 'version' }, `The secret ${secret.name} has no version ${number}.`)
      await work(tx, { secret, version })
      const entry = changeEntry({ consumerType: 'person', actor, at: clock.now() }, { secretId: id, version: number, action, reason })
      await trail.record(tx, companyId, [entry])
    })
    live.publish({ noun: 'secret', id, companyId, kind: 'updated' })
    wake()
  }
  type Work = (tx: Transaction, held: Held) => Promise<void>

  return {
    /** Makes an enabled version current, with which its overlap ends. Throws WRONG_STATE. */
    makeCurrent: (place: Place, reason: string) =>
      change(place, 'make_current', reason, async (tx, { secret, version }) => {
        if (isCurrent(secret, version)) throw refused(version, 'current', 'is the current one already.')
        if (version.state === 'destroyed') throw refused(version, 'destroyed', 'was not made current: its value is destroyed. Choose another one.')
        if (version.state === 'disabled') throw refused(version, 'disabled', 'was not made current: it is disabled. Enable it first.')
        await versions.setOverlap(tx, secret.id, version.version, null)
        await store.setCurrent(tx, secret.companyId, [{ id: secret.id, version: version.version }], version.createdAt)
      }),

    /** Throws WRONG_STATE, and IN_USE without a reason while something is pinned to it. */
    disable: (place: Place, reason: string) =>
      change(place, 'disable', reason, async (tx, { secret, version }) => {
        mustBeEarlier(secret, version, 'disabled')
        if (version.state === 'disabled') throw refused(version, 'disabled', 'is disabled already.')
        if (reason.trim() === '') {
          const radius = await blastRadius(tx, { companyId: secret.companyId, secretId: secret.id, version: version.version, latest: false })
          const refusal = inUse(`Version ${version.version} of ${secret.name}`, 'disabled', radius)
          if (refusal) throw refusal
        }
        await versions.setState(tx, version, { state: 'disabled', reason, actor })
      }),

    /** Throws WRONG_STATE. */
    enable: (place: Place, reason: string) =>
      change(place, 'enable', reason, async (tx, { version }) => {
        mustHaveValue(version, 'enabled')
        if (version.destroyAt) throw refused(version, 'scheduled', 'was not enabled: it is to be destroyed. Cancel that first.')
        if (version.state === 'enabled') throw refused(version, 'enabled', 'is enabled already.')
        await versions.setState(tx, version, { state: 'enabled', reason, actor })
      }),

    /** Disables now and destroys after `days`. Throws WRONG_STATE. */
    scheduleDestruction: (place: Place, days: number, reason: string) =>
      change(place, 'schedule_destruction', reason, async (tx, { secret, version }) => {
        mustBeEarlier(secret, version, 'destroyed')
        if (version.destroyAt) throw refused(version, 'scheduled', 'is to be destroyed already. Cancel that first to set another date.')
        const destroyAt = new Date(clock.now().getTime() + days * DAY_MS)
        await versions.setState(tx, version, { state: 'disabled', reason, actor, destroyAt })
      }),

    /** Takes the date back. The version stays disabled: to enable it is a decision of its own. Throws WRONG_STATE. */
    cancelDestruction: (place: Place, reason: string) =>
      change(place, 'cancel_destruction', reason, async (tx, { version }) => {
        mustHaveValue(version, 'kept')
        if (!version.destroyAt) throw refused(version, version.state, 'is not to be destroyed.')
        await versions.clearPlans(tx, version)
      }),
  }
}

const isCurrent = (secret: HeldSecret, version: HeldVersion) => secret.currentVersion === version.version

function mustBeEarlier(secret: HeldSecret, version: HeldVersion, done: 'disabled' | 'destroyed'): void {
  if (isCurrent(secret, version)) {
    const instead = done === 'disabled' ? 'Make another one current first, or disable the whole secret.' : 'Make another one current first.'
    throw refused(version, 'current', `was not ${done}: it is the current one. ${instead}`)
  }
  mustHaveValue(version, done)
}

function mustHaveValue(version: HeldVersion, done: 'disabled' | 'enabled' | 'destroyed' | 'kept'): void {
  if (version.state !== 'destroyed') return
  throw refused(version, 'destroyed', done === 'destroyed' ? 'is destroyed already.' : `was not ${done}: its value is destroyed.`)
}

const refused = ({ version }: HeldVersion, state: string, what: string) => declared('WRONG_STATE', { state }, `Version ${version} ${what}`)
