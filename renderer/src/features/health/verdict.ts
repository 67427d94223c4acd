import type { HealthCheck } from '#shared/contract/system.ts'
import { counted } from '../../ui/counted.ts'

const order: readonly HealthCheck['state'][] = ['critical', 'warning', 'pass']

/** The checks with what needs doing on top; equals keep their order. */
export function worstFirst(checks: readonly HealthCheck[]): HealthCheck[] {
  return checks.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
}

/** All checks in one sentence. */
export function verdict(checks: readonly HealthCheck[]): string {
  const of = (state: HealthCheck['state']) => checks.filter((check) => check.state === state).length
  const [critical, warnings] = [of('critical'), of('warning')]
  if (critical + warnings === 0) return `All ${counted(checks.length, 'check')} pass.`
  const parts = [critical > 0 && `${critical} critical`, warnings > 0 && counted(warnings, 'warning')].filter(Boolean)
  return `${parts.join(', ')}, ${of('pass')} of ${counted(checks.length, 'check')} pass.`
}
