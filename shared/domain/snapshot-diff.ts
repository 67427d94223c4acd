/** What differs between two snapshots of a routine besides its environment, in words. Nothing that differs is left out. */
import type { StoredSnapshot } from '../contract/routines.ts'
import type { FieldChange } from '../contract/runs.ts'
import { same } from './diff.ts'
import { scheduleWords } from './schedule-words.ts'

/** Names of what a snapshot refers to by id; answers undefined for what is gone. */
export interface SnapshotNames {
  agent(id: string): string | undefined
  project(id: string): string | undefined
}

type Content = Omit<StoredSnapshot, 'env' | 'triggers'>
type Trigger = StoredSnapshot['triggers'][number]

const bodies: ReadonlySet<string> = new Set<keyof Content>(['description', 'args'])

/** The words of each field. A table over the type: a field that a snapshot gains does not compile until it has words. */
const words: { [K in keyof Content]: (value: Content[K], names: SnapshotNames) => string } = {
  name: (name) => name,
  description: (description) => description,
  projectId: (id, names) => (id === null ? 'None' : (names.project(id) ?? 'Deleted project')),
  agentId: (id, names) => names.agent(id) ?? 'Deleted agent',
  enabled: (enabled) => (enabled ? 'Yes' : 'No'),
  args: (args) => args.map(argumentLine).join('\n'),
}

const fieldNames: Record<keyof Content, string> = {
  name: 'name',
  description: 'description',
  projectId: 'project',
  agentId: 'agent',
  enabled: 'enabled',
  args: 'args',
}

/** Compares every field but environment and triggers; `field` is the field's name. Empty when nothing differs. */
export function diffFields(before: StoredSnapshot, after: StoredSnapshot, names: SnapshotNames): FieldChange[] {
  return (Object.keys(words) as Array<keyof Content>).flatMap((field) => {
    if (same(before[field], after[field])) return []
    const say = words[field] as (value: unknown, names: SnapshotNames) => string
    const [was, is] = toldApart([say(before[field], names), before[field]], [say(after[field], names), after[field]])
    return [{ field: fieldNames[field], before: was, after: is, body: bodies.has(field) }]
  })
}

/** Compares triggers by id; `field` is the id, and a side without the trigger is empty. */
export function diffTriggers(before: Trigger[], after: Trigger[]): FieldChange[] {
  const [was, is] = [new Map(before.map((trigger) => [trigger.id, trigger])), new Map(after.map((trigger) => [trigger.id, trigger]))]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const [old, now] = [was.get(id), is.get(id)]
    if (same(old, now)) return []
    return [{ field: id, before: old ? triggerWords(old) : '', after: now ? triggerWords(now) : '', body: false }]
  })
}

/** One trigger in a line: what it says, as it was typed, where, whether it is on, and its label last, because that is free text. */
export function triggerWords({ cron, timezone, enabled, label }: Trigger): string {
  return `${scheduleWords(cron)} (${cron}, ${timezone}), ${enabled ? 'on' : 'off'}${label === '' ? '' : `, “${label}”`}`
}

/** One argument in a line. One that no line can hold as it is (empty, or with line breaks) is quoted, and so is one that looks quoted. */
function argumentLine(argument: string): string {
  return argument === '' || argument.startsWith('"') || /[\n\r]/.test(argument) ? JSON.stringify(argument) : argument
}

/** Two things that read alike, two deleted agents say, get their ids said: a change must never look like none. */
function toldApart(before: [string, unknown], after: [string, unknown]): [string, string] {
  if (before[0] !== after[0]) return [before[0], after[0]]
  const withId = ([text, id]: [string, unknown]) => (typeof id === 'string' ? `${text} (${id})` : text)
  return [withId(before), withId(after)]
}
