/** JSON has no dates: where the contract wants one, ISO 8601 text becomes one. Everything else is left as it is. */
import type * as z from 'zod'

type Def = z.core.$ZodTypes['_zod']['def']

const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** A copy of `value` with dates where `schema` has them. What does not fit is passed on for the host to refuse. */
export function withDates(schema: z.core.$ZodType, value: unknown): unknown {
  const def = schema._zod.def as Def
  switch (def.type) {
    case 'date':
      return typeof value === 'string' && isoDate.test(value) ? new Date(value) : value
    case 'object':
      return isRecord(value) ? mapObject(value, (item, key) => (def.shape[key] ? withDates(def.shape[key], item) : item)) : value
    case 'array':
      return Array.isArray(value) ? value.map((item: unknown) => withDates(def.element, item)) : value
    case 'record':
      return isRecord(value) ? mapObject(value, (item) => withDates(def.valueType, item)) : value
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return withDates(def.innerType, value)
    case 'pipe':
      return withDates(def.in, value)
    case 'union':
      return inUnion(def.options, value)
    case 'intersection':
      return withDates(def.right, withDates(def.left, value))
    default:
      return value
  }
}

/** The first member that the converted value fits, else the value untouched. */
function inUnion(options: readonly z.core.$ZodType[], value: unknown): unknown {
  for (const option of options) {
    const converted = withDates(option, value)
    const result = option['~standard'].validate(converted)
    if (!(result instanceof Promise) && !result.issues) return converted
  }
  return value
}

function mapObject(value: Record<string, unknown>, change: (item: unknown, key: string) => unknown) {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item, key)]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
