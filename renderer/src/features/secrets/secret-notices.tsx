import type { Secret } from '#shared/contract/secrets.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'
import type { SecretVersion } from './reach.ts'
import { needWords, onDate } from './secret-words.ts'
import { useBackTo } from './version-verbs.tsx'

/** What the page of a secret says first: that it is off and why, that an overlap runs, and what asks for attention. */
export function SecretNotices({ secret, versions }: { secret: Secret; versions: readonly SecretVersion[] }) {
  const needs = secret.needs.filter((need) => need !== 'disabled_in_use' && need !== 'destruction_scheduled')
  const overlapping = versions.find(({ state, disableAt, current }) => state === 'enabled' && disableAt && !current)
  return (
    <>
      {secret.status === 'disabled' && <Disabled secret={secret} />}
      {overlapping && <Overlapping secret={secret} old={overlapping} />}
      {needs.map((need) => {
        const { word, tone, detail } = needWords[need]
        return (
          <Banner key={need} tone={tone === 'danger' ? 'danger' : 'warn'} title={`${word}.`}>
            {detail}
          </Banner>
        )
      })}
    </>
  )
}

function Disabled({ secret: { statusReason, statusBy, statusAt, usedBy } }: { secret: Secret }) {
  return (
    <Banner tone={usedBy > 0 ? 'danger' : 'paused'} title={`Disabled${statusBy ? ` by ${statusBy}` : ''}${statusReason ? `: ${statusReason}` : '.'}`}>
      {statusAt && <Time at={statusAt} />} {usedBy > 0 && 'Runs that need it fail before they start.'}
    </Banner>
  )
}

function Overlapping({ secret, old }: { secret: Secret; old: SecretVersion }) {
  const back = useBackTo()
  const undo = (
    <Button busy={back.busy} onClick={() => back.run({ ...secret, version: old.version }, secret.version)}>
      Back to v{old.version}
    </Button>
  )
  return (
    <Banner tone="info" title={`Rotated to v${secret.version}.`} action={undo}>
      v{old.version} stays valid until {old.disableAt && onDate(old.disableAt)}
      {old.pinnedBy > 0 && `, and ${old.pinnedBy} ${old.pinnedBy === 1 ? 'place is' : 'places are'} pinned to it`}.
    </Banner>
  )
}
