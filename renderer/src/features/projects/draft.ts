/** The project form, the way a person edits it. */
import type { Env } from '#shared/contract/env.ts'
import type { Project } from '#shared/contract/projects.ts'
import { countChanges } from '../env/env-draft.ts'

export interface ProjectDraft {
  name: string
  description: string
  env: Env
}

export function draftOf({ name, description, env }: Project): ProjectDraft {
  return { name, description, env }
}

/** What differs between two drafts: saving one field must not overwrite another that changed elsewhere. */
export function changesOf(before: ProjectDraft, now: ProjectDraft): Partial<ProjectDraft> {
  return {
    ...(now.name.trim() !== before.name && { name: now.name.trim() }),
    ...(now.description !== before.description && { description: now.description }),
    ...(JSON.stringify(now.env) !== JSON.stringify(before.env) && { env: now.env }),
  }
}

/** How many fields differ, each key of the environment counted for itself. */
export function countEdits(before: ProjectDraft, now: ProjectDraft): number {
  return Number(before.name !== now.name) + Number(before.description !== now.description) + countChanges(before.env, now.env)
}
