/** Where a binding of a secret leads. */
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

/** `env.TOKEN` is the key TOKEN to a person, and so is `agent.<id>.env.TOKEN`, where the trail says which agent. */
export function envKeyOf(configPath: string): string {
  return configPath.replace(/^(?:(?:agent|project)\.[^.]+\.)?env\./, '')
}
