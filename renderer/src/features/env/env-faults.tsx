import type { ReactElement } from 'react'
import type { EffectiveEnvKey } from '#shared/contract/env.ts'
import { Button } from '../../ui/button.tsx'
import { TextLink } from '../../ui/button-link.tsx'
import { StatusGlyph } from '../../ui/status.tsx'
import { type Definition, type EnvFault, faultsOf } from './effective.ts'

export interface EnvFaultsProps {
  companyId: string
  env: readonly EffectiveEnvKey[]
  /** What can be put right in the form on this page. */
  own: { layer: Definition['layer']; takeLatest: (key: string) => void; show: (key: string) => void }
}

/** What keeps the next run from starting, each with its fix; and broken references that another layer overrides. */
export function EnvFaults({ companyId, env, own }: EnvFaultsProps): ReactElement | null {
  const faults = faultsOf(env)
  if (faults.length === 0) return null
  return (
    <ul aria-label="Keys that cannot be resolved" className="flex flex-col divide-y divide-line rounded-card border border-line bg-surface">
      {faults.map((fault) => (
        <li
          key={`${fault.key} ${fault.definition.layer}`}
          data-severity={fault.overriddenBy ? 'warning' : 'error'}
          className="flex items-center gap-3 px-3 py-2"
        >
          <StatusGlyph
            glyph={fault.overriddenBy ? 'alert' : 'cross'}
            tone={fault.overriddenBy ? 'warn' : 'danger'}
            title={fault.overriddenBy ? 'Warning' : 'Error'}
          />
          <p className="min-w-0 flex-1">
            <span className="font-mono text-sm">{fault.key}</span>{' '}
            <span className={fault.overriddenBy ? 'text-muted' : undefined}>{sentence(fault)}</span>
          </p>
          <Fix companyId={companyId} fault={fault} own={own} />
        </li>
      ))}
    </ul>
  )
}

const health: Record<Exclude<Definition['health'], 'ok'>, (secret: string, version: string) => string> = {
  secret_missing: () => 'refers to a secret that does not exist any more',
  secret_disabled: (secret) => `refers to ${secret}, which is disabled`,
  version_missing: (secret, version) => `asks for ${version} of ${secret}, which does not exist`,
  version_disabled: (secret, version) => `asks for ${version} of ${secret}, which is disabled`,
  version_destroyed: (secret, version) => `asks for ${version} of ${secret}, whose value was destroyed`,
  missing_in_provider: (secret) => `refers to ${secret}, which its provider does not have any more`,
  vault_locked: (secret) => `needs ${secret}, and the vault is locked`,
}

function sentence({ definition, overriddenBy }: EnvFault): string {
  if (definition.health === 'ok') return ''
  const selector = definition.version?.selector
  const what = health[definition.health](definition.secretName ?? 'a secret', typeof selector === 'number' ? `v${selector}` : 'the latest version')
  const where = definition.layer === 'routine' ? 'here' : `at ${definition.layer} ${definition.sourceName}`
  if (overriddenBy) return `${where} ${what}. The ${overriddenBy.layer} overrides it, so nothing fails.`
  return `${definition.layer === 'routine' ? '' : `${where} `}${what}. The next run would fail before it starts.`
}

function Fix({ companyId, fault: { key, definition }, own }: { companyId: string; fault: EnvFault; own: EnvFaultsProps['own'] }) {
  const versionFault =
    definition.health === 'version_missing' || definition.health === 'version_disabled' || definition.health === 'version_destroyed'
  const mine = definition.layer === own.layer
  if (mine && versionFault) return <Button onClick={() => own.takeLatest(key)}>Use the latest version</Button>
  if (mine && definition.health === 'secret_missing') return <Button onClick={() => own.show(key)}>Choose another secret</Button>
  if (definition.health === 'vault_locked') return <TextLink to="/settings/vault">Open the vault settings</TextLink>
  if (definition.secretId && definition.secretName)
    return (
      <TextLink to="/c/$companyId/secrets/$secretId" params={{ companyId, secretId: definition.secretId }}>
        Open {definition.secretName}
      </TextLink>
    )
  const { layer, sourceId: id, sourceName } = definition
  // Each address takes the id under its own name and ignores the other two.
  return (
    <TextLink to={pages[layer]} params={{ companyId, agentId: id, projectId: id, routineId: id }}>
      Correct it at {sourceName}
    </TextLink>
  )
}

const pages = {
  agent: '/c/$companyId/agents/$agentId',
  project: '/c/$companyId/projects/$projectId',
  routine: '/c/$companyId/routines/$routineId/secrets',
} as const
