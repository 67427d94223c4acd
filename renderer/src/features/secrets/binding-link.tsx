import type { ReactElement } from 'react'
import { TextLink } from '../../ui/button-link.tsx'
import { Code } from '../../ui/code.tsx'
import { LayerTag } from '../env/layer-tag.tsx'
import type { SecretBinding } from './reach.ts'

const routes = {
  agent: '/c/$companyId/agents/$agentId',
  project: '/c/$companyId/projects/$projectId',
  routine: '/c/$companyId/routines/$routineId',
} as const

/** Where the thing that binds a secret is edited. Each route takes the id under its own name and ignores the other two. */
export function bindingTarget(companyId: string, { targetType, targetId }: SecretBinding) {
  return { to: routes[targetType], params: { companyId, agentId: targetId, projectId: targetId, routineId: targetId } }
}

/** `env.TOKEN` is the key TOKEN to a person. */
export function envKeyOf(configPath: string): string {
  return configPath.replace(/^env\./, '')
}

/** One user of a secret as a line that leads there. */
export function bindingLink(companyId: string, binding: SecretBinding, onClick: () => void): ReactElement {
  return (
    <span className="flex items-center gap-2">
      <LayerTag layer={binding.targetType} />
      <TextLink {...bindingTarget(companyId, binding)} onClick={onClick}>
        {binding.targetName}
      </TextLink>
      <Code className="ml-auto truncate">{envKeyOf(binding.configPath)}</Code>
    </span>
  )
}
