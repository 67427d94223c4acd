/** The project form, the way a person edits it. */
import type { Env } from '#shared/contract/env.ts'
import type { Project } from '#shared/contract/projects.ts'
import type { FieldTexts } from '../../ui/three-way.ts'
import { countChanges } from '../env/env-draft.ts'

export interface ProjectDraft {
  name: string
  description: string
  env: Env
  /** The version the form was loaded from; a save based on an older one is refused. */
  version: number
}

export function draftOf({ name, description, env, version }: Project): ProjectDraft {
  return { name, description, env, version }
}

/** How a comparison calls the fields and writes them. */
export const texts: FieldTexts<ProjectDraft> = {
  name: { label: 'Name', text: (value) => value },
  description: { label: 'Description', text: (value) => value },
}

/** What differs between two drafts: saving one field must not overwrite another that changed elsewhere. */
export function changesOf(before: ProjectDraft, now: ProjectDraft): Partial<Omit<ProjectDraft, 'version'>> {
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
