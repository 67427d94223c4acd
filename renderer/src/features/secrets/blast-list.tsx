import { useQuery } from '@tanstack/react-query'
import type { BlastRadius, Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { TextLink } from '../../ui/button-link.tsx'
import { Code } from '../../ui/code.tsx'
import { counted } from '../../ui/counted.ts'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { LayerTag } from '../env/layer-tag.tsx'
import { VersionText } from '../env/values.tsx'
import { bindingTarget, envKeyOf } from './binding-link.ts'
import { outageReach, type SecretBinding } from './reach.ts'

/** Most lines a list in a dialog shows. */
const most = 8

/** Whom it would reach if the secret, or that version of it, could not be read. Read anew for each dialog. */
export function useBlastRadius({ companyId, id }: Pick<Secret, 'companyId' | 'id'>, version?: number) {
  const input = { companyId, id, ...(version === undefined ? {} : { version }) }
  return useQuery(useRpc().secrets.blastRadius.queryOptions({ input, staleTime: 0 }))
}

/** The same as sentences and a list of what fails next; `lasting` says until when. */
export function Outage({ secret, version, lasting }: { secret: Secret; version?: number; lasting: string }) {
  const blast = useBlastRadius(secret, version)
  if (blast.error) return <ErrorState what="Couldn't find out whom it reaches." error={blast.error} onRetry={() => void blast.refetch()} />
  if (!blast.data) return <SkeletonBlock label="Whom it reaches" lines={3} />
  return (
    <div className="flex flex-col gap-2" data-testid="blast-radius">
      {outageReach(blast.data, lasting).map((line) => (
        <p key={line}>{line}</p>
      ))}
      <NextToFail companyId={secret.companyId} routines={blast.data.routines} />
    </div>
  )
}

function NextToFail({ companyId, routines }: { companyId: string; routines: BlastRadius['routines'] }) {
  if (routines.length === 0) return null
  return (
    <ul aria-label="Routines that would fail, the next first" className="flex max-h-60 flex-col overflow-y-auto rounded-card border border-line">
      {routines.slice(0, most).map(({ id, name, keys, enabled, nextDueAt }) => (
        <li key={id} className="grid min-h-8 grid-cols-[1fr_auto_auto] items-center gap-3 border-b border-line px-3 py-1 last:border-b-0">
          <TextLink to="/c/$companyId/routines/$routineId" params={{ companyId, routineId: id }}>
            {name}
          </TextLink>
          <Code className="truncate">{keys.join(', ')}</Code>
          <span className="text-sm text-muted">{nextDueAt && enabled ? <Time at={nextDueAt} due /> : enabled ? 'By hand only' : 'Disabled'}</span>
        </li>
      ))}
      <More count={routines.length} noun="routine" />
    </ul>
  )
}

/** Who binds a secret, as lines that lead there. */
export function BindingList({
  label,
  companyId,
  bindings,
  current,
}: {
  label: string
  companyId: string
  bindings: readonly SecretBinding[]
  current: number
}) {
  return (
    <ul aria-label={label} className="flex flex-col rounded-card border border-line">
      {bindings.slice(0, most).map((binding) => (
        <li
          key={`${binding.targetId} ${binding.configPath}`}
          className="flex min-h-8 items-center gap-2 border-b border-line px-3 py-1 last:border-b-0"
        >
          <LayerTag layer={binding.targetType} />
          <TextLink {...bindingTarget(companyId, binding)}>{binding.targetName}</TextLink>
          <Code className="truncate">{envKeyOf(binding.configPath)}</Code>
          <span className="ml-auto">
            <VersionText selector={binding.version} current={current} />
          </span>
        </li>
      ))}
      <More count={bindings.length} noun="place" />
    </ul>
  )
}

function More({ count, noun }: { count: number; noun: string }) {
  return count > most ? <li className="px-3 py-1.5 text-sm text-muted">and {counted(count - most, `more ${noun}`)}</li> : null
}
