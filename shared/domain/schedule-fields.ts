/**
 * Reads a cron expression field by field, so that a mistake is told by the name of the field it is in. What passes here
 * is a subset of what the engine reads: everything the words cannot explain is refused with a reason.
 */

export class ScheduleError extends Error {
  /** `second`, `minute`, `hour`, `day-of-month`, `month`, `day-of-week`, `timezone`, or `expression` for the whole. */
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.name = 'ScheduleError'
    this.field = field
  }
}

export interface ScheduleFields {
  dialect: 'five' | 'six'
  second: string
  minute: string
  hour: string
  dayOfMonth: string
  month: string
  dayOfWeek: string
}

interface FieldRule {
  name: string
  min: number
  max: number
  names: string[]
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

const rules = {
  second: { name: 'second', min: 0, max: 59, names: [] },
  minute: { name: 'minute', min: 0, max: 59, names: [] },
  hour: { name: 'hour', min: 0, max: 23, names: [] },
  dayOfMonth: { name: 'day-of-month', min: 1, max: 31, names: [] },
  month: { name: 'month', min: 1, max: 12, names: months },
  dayOfWeek: { name: 'day-of-week', min: 0, max: 7, names: days },
} satisfies Record<string, FieldRule>

const nicknames: Record<string, string> = {
  '@YEARLY': '0 0 1 1 *',
  '@ANNUALLY': '0 0 1 1 *',
  '@MONTHLY': '0 0 1 * *',
  '@WEEKLY': '0 0 * * 0',
  '@DAILY': '0 0 * * *',
  '@MIDNIGHT': '0 0 * * *',
  '@HOURLY': '0 * * * *',
}

/** One blank between fields, none around them: the form an expression is stored in. */
export function tidyCron(cron: string): string {
  return cron.trim().replace(/\s+/g, ' ')
}

/** Reads five fields, or six with seconds first, or a nickname such as `@daily`. Throws ScheduleError. */
export function readFields(cron: string): ScheduleFields {
  const text = tidyCron(cron).toUpperCase()
  const parts = (nicknames[text] ?? text).split(' ')
  if (text.startsWith('@') && !nicknames[text]) {
    throw new ScheduleError('expression', `expression: ${text.toLowerCase()} is not known; write @hourly, @daily, @weekly, @monthly or @yearly`)
  }
  if (parts.length !== 5 && parts.length !== 6) {
    const found = text === '' ? 'it is empty' : `found ${parts.length}`
    throw new ScheduleError('expression', `expression: needs five fields, or six with seconds first; ${found}`)
  }
  const [second = '', minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = parts.length === 6 ? parts : ['0', ...parts]
  return {
    dialect: parts.length === 6 ? 'six' : 'five',
    second: readField(rules.second, second),
    minute: readField(rules.minute, minute),
    hour: readField(rules.hour, hour),
    dayOfMonth: dayOfMonth === '?' ? '*' : readDayOfMonth(dayOfMonth),
    month: readField(rules.month, month),
    dayOfWeek: dayOfWeek === '?' ? '*' : readDayOfWeek(dayOfWeek),
  }
}

function readDayOfMonth(text: string): string {
  const rule = rules.dayOfMonth
  if (text === 'L' || text === 'LW') return text
  const nearest = /^(\d+)W$/.exec(text)
  if (nearest) {
    value(rule, nearest[1] ?? '')
    return text
  }
  if (/W/.test(text)) fail(rule, 'W stands alone, after a single day, such as 15W')
  return joined(text.split(',').map((item) => (item === 'L' ? item : readItem(rule, item))))
}

function readDayOfWeek(text: string): string {
  const rule = rules.dayOfWeek
  if (text === 'L') fail(rule, 'L needs a day, such as 5L for the last Friday')
  return joined(text.split(',').map((item) => readWeekday(rule, item)))
}

/** Reads a day of the week that may carry `L` (the last of the month) or `#n` (the nth). */
function readWeekday(rule: FieldRule, item: string): string {
  const [, day = '', modifier = '', nth] = /^([^#]+?)(L|#(.*))$/.exec(item) ?? []
  if (modifier === '') return readItem(rule, item)
  if (/[-*/]/.test(day)) fail(rule, `${item} is not possible: ${modifier[0]} goes with a single day, such as 5${modifier === 'L' ? 'L' : '#2'}`)
  const number = value(rule, day) % 7
  if (nth === undefined || nth === 'L') return `${number}L`
  if (!/^[1-5]$/.test(nth)) fail(rule, `${nth || 'nothing'} after # is out of range 1–5`)
  return `${number}#${nth}`
}

function readField(rule: FieldRule, text: string): string {
  return joined(text.split(',').map((item) => readItem(rule, item)))
}

function joined(items: string[]): string {
  return items.includes('*') ? '*' : items.join(',')
}

/**
 * Reads `*`, a value, a range, or one of these with a step, and answers its shortest form. A day field counts as
 * unrestricted only when it is a plain star, so a star in disguise (`*` with step 1) must become one.
 */
function readItem(rule: FieldRule, item: string): string {
  const [span = '', step, ...more] = item.split('/')
  if (more.length > 0) fail(rule, `${item} has more than one /`)
  if (span === '') fail(rule, item === '' ? 'is empty' : `nothing stands before / in ${item}`)
  if (step !== undefined) readStep(rule, item, span, step)
  const steps = step === undefined || Number(step) === 1 ? '' : `/${step}`
  if (span === '*') return span + steps
  const [from = '', to, ...rest] = span.split('-')
  if (rest.length > 0 || from === '' || to === '') fail(rule, `${span} is not a number or a range`)
  const first = value(rule, from)
  if (to === undefined) return span
  // A week may end on Sunday: FRI-SUN.
  const last = to === 'SUN' ? 7 : value(rule, to)
  if (last < first) fail(rule, `${span} runs backwards; write ${from}-${rule.max === 7 ? 6 : rule.max},${rule.min}-${to}`)
  return last === first ? from : span + steps
}

function readStep(rule: FieldRule, item: string, span: string, step: string): void {
  const size = rule.max === 7 ? 7 : rule.max - rule.min + 1
  if (!/^\d+$/.test(step) || Number(step) < 1) fail(rule, `the step in ${item} must be a number from 1`)
  if (Number(step) > size) fail(rule, `the step in ${item} is larger than the range ${rule.min}–${rule.max}`)
  if (span !== '*' && !span.includes('-')) fail(rule, `write ${span}-${rule.max}/${step} instead of ${item}`)
}

function value(rule: FieldRule, text: string): number {
  const named = rule.names.indexOf(text)
  if (named >= 0) return named + (rule.max === 12 ? 1 : 0)
  if (!/^\d+$/.test(text)) fail(rule, `${text} is not a number${rule.names.length > 0 ? ` or a name such as ${rule.names[1]}` : ''}`)
  const number = Number(text)
  if (number < rule.min || number > rule.max) fail(rule, `${text} is out of range ${rule.min}–${rule.max}`)
  return number
}

function fail(rule: FieldRule, problem: string): never {
  throw new ScheduleError(rule.name, `${rule.name}: ${problem}`)
}
