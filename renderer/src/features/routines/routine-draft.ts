/** Edits of a routine's own fields, and what a save sends. */
import type { Routine } from '#shared/contract/routines.ts'
import type { FieldTexts } from '../../ui/three-way.ts'

export interface RoutineDraft {
  name: string
  description: string
  projectId: string | null
  agentId: string
  args: string[]
  /** The revision the form was loaded from; a save based on an older one is refused. */
  revisionId: string
}

const fields = ['name', 'description', 'projectId', 'agentId', 'args'] as const

export function draftOf({ name, description, projectId, agentId, args, revisionId }: Routine): RoutineDraft {
  return { name, description, projectId, agentId, args, revisionId }
}

/** Only what differs, so that an untouched field never overwrites what someone else saved. */
export function changesOf(base: RoutineDraft, value: RoutineDraft): Partial<Omit<RoutineDraft, 'revisionId'>> {
  return Object.fromEntries(changed(base, value).map((field) => [field, value[field]]))
}

const words: Record<(typeof fields)[number], string> = {
  name: 'Name',
  description: 'Description',
  projectId: 'Project',
  agentId: 'Agent',
  args: 'Arguments',
}

/** The edited fields as the form calls them. */
export function editedFields(base: RoutineDraft, value: RoutineDraft): string[] {
  return changed(base, value).map((field) => words[field])
}

export function countEdits(base: RoutineDraft, value: RoutineDraft): number {
  return changed(base, value).length
}

/** What keeps a draft from being saved, by field. */
export function problemsOf({ name }: Pick<RoutineDraft, 'name'>): { name?: string } {
  if (name.trim() === '') return { name: 'Give the routine a name.' }
  return name.trim().length > 120 ? { name: `At most 120 characters; this has ${name.trim().length}.` } : {}
}

/** How a comparison calls the fields and writes them; agents and projects by their names. */
export function textsOf(nameOf: (id: string) => string | undefined): FieldTexts<RoutineDraft> {
  const named = (id: string | null) => (id === null ? '' : (nameOf(id) ?? id.slice(0, 8)))
  return {
    name: { label: words.name, text: (value) => value },
    agentId: { label: words.agentId, text: named },
    projectId: { label: words.projectId, text: named },
    args: { label: words.args, text: (value) => value.join('\n') },
    description: { label: words.description, text: (value) => value },
  }
}

/** Runs that go on now, of those that the routine's strip shows. */
export function activeRunsOf({ recent }: Pick<Routine, 'recent'>): number {
  return recent.filter(({ status }) => status === 'running' || status === 'queued').length
}

function changed(base: RoutineDraft, value: RoutineDraft) {
  return fields.filter((field) => JSON.stringify(base[field]) !== JSON.stringify(value[field]))
}
