/** The agent form as text, the way a person edits it, and the way back to what the host accepts. */
import type { Adapter, Agent } from '#shared/contract/agents.ts'
import type { Env } from '#shared/contract/env.ts'
import type { FieldTexts } from '../../ui/three-way.ts'
import { countChanges } from '../env/env-draft.ts'

export interface AgentDraft {
  name: string
  description: string
  command: string
  args: string[]
  cwd: string
  /** Seconds; null while the field is empty. */
  timeoutSec: number | null
  graceSec: number | null
  env: Env
  /** The version the form was loaded from; a save based on an older one is refused. */
  version: number
}

export const newAgentDraft: AgentDraft = {
  ...{ name: '', description: '', command: '', args: [], cwd: '', timeoutSec: 3600, graceSec: 10, env: [] },
  version: 0,
}

const seconds = (value: number | null) => (value === null ? '' : `${value} s`)

/** How a comparison calls the fields and writes them. */
export const texts: FieldTexts<AgentDraft> = {
  name: { label: 'Name', text: (value) => value },
  description: { label: 'Description', text: (value) => value },
  command: { label: 'Command', text: (value) => value },
  args: { label: 'Arguments', text: (value) => value.join('\n') },
  cwd: { label: 'Working folder', text: (value) => value },
  timeoutSec: { label: 'Time limit', text: seconds },
  graceSec: { label: 'Grace', text: seconds },
}

export function draftOf({ name, description, adapter, env, version }: Agent): AgentDraft {
  return {
    name,
    description,
    command: adapter.command,
    args: adapter.args,
    cwd: adapter.cwd ?? '',
    timeoutSec: adapter.timeoutSec,
    graceSec: adapter.graceSec,
    env,
    version,
  }
}

/** Least and most seconds of each number field, as the contract has them. */
export const limits = { timeoutSec: { min: 1, max: 604_800 }, graceSec: { min: 0, max: 600 } }

function secondsProblem(field: keyof typeof limits, seconds: number | null): string | undefined {
  const { min, max } = limits[field]
  return seconds !== null && Number.isInteger(seconds) && seconds >= min && seconds <= max ? undefined : `Give whole seconds from ${min} to ${max}.`
}

/** Fields that the host would refuse, each with what to do. Empty when the draft can be saved. */
export function problemsOf(draft: AgentDraft): Record<string, string> {
  const problems: Record<string, string> = {}
  if (!draft.name.trim()) problems['name'] = 'Give the agent a name.'
  if (!draft.command.trim()) problems['adapter.command'] = 'Give the program to start.'
  for (const field of ['timeoutSec', 'graceSec'] as const) {
    const problem = secondsProblem(field, draft[field])
    if (problem) problems[`adapter.${field}`] = problem
  }
  return problems
}

function adapterOf(draft: AgentDraft): Adapter {
  return {
    kind: 'process',
    command: draft.command.trim(),
    args: draft.args,
    cwd: draft.cwd.trim() || null,
    timeoutSec: draft.timeoutSec ?? limits.timeoutSec.min,
    graceSec: draft.graceSec ?? limits.graceSec.min,
  }
}

/** Everything the host is told of a draft without problems. */
export function inputOf(draft: AgentDraft) {
  return { name: draft.name.trim(), description: draft.description, adapter: adapterOf(draft), env: draft.env }
}

/** The parts of the input that differ between two drafts: saving one field must not overwrite another that changed elsewhere. */
export function changesOf(before: AgentDraft, now: AgentDraft): Partial<ReturnType<typeof inputOf>> {
  const was = inputOf(before)
  const changed = Object.entries(inputOf(now)).filter(([part, value]) => JSON.stringify(value) !== JSON.stringify(was[part as keyof typeof was]))
  return Object.fromEntries(changed)
}

/** How many fields of the form differ, each key of the environment counted for itself. */
export function countEdits(before: AgentDraft, now: AgentDraft): number {
  const { env: envBefore, ...fieldsBefore } = before
  const { env, ...fields } = now
  const edited = Object.entries(fields).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(fieldsBefore[field as keyof typeof fieldsBefore]),
  )
  return edited.length + countChanges(envBefore, env)
}
