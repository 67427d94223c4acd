/** The sample company as data: what it owns and how its routines have been going. Every secret in it is made up. */

export const company = {
  name: 'Northwind Robotics',
  description: 'A made-up company to look around in. Its routines run small scripts on this computer; nothing leaves it.',
}

export interface SampleSecret {
  name: string
  description: string
  /** Oldest first; the last one is current. */
  values: [string, ...string[]]
  /** An earlier version that was disabled, and why. */
  disabled?: { version: number; reason: string }
}

export const secrets = [
  { name: 'Report API token', values: ['rpt_sample_8Qm2vT5xW1nB'], description: 'Signs the reporter in to the report service.' },
  {
    name: 'Payment key',
    values: ['pay_sample_09Fk2sQw71MnAz', 'pay_sample_33Jb6tYe48PvCx', 'pay_sample_51Hc0dZx93KtLr'],
    disabled: { version: 1, reason: 'Was pasted into a chat' },
    description: 'Reads payments for the invoice check.',
  },
  { name: 'Mail password', values: ['sample-mail-7f2b-91ce'], description: 'Sends the weekly digest.' },
  {
    name: 'Warehouse DSN',
    values: ['postgres://orders:sample-pw-41@warehouse.example/orders', 'postgres://orders:sample-pw-42@warehouse.example/orders'],
    description: 'Where orders come from.',
  },
  { name: 'Chat webhook', values: ['https://chat.example/hooks/sample-0d9e77'], description: 'Posts into the operations channel.' },
  { name: 'Signing key', values: ['sample-signing-key-c4a1e8f3'], description: 'Signs exported reports.' },
] as const satisfies SampleSecret[]

type SecretName = (typeof secrets)[number]['name']

/** An env layer with secrets by name, the latest version where none is named: `{ REPORT_TZ: 'UTC', TOKEN: { secret: 'Report API token' } }`. */
export type SampleEnv = Record<string, string | { value: string; visibility: 'masked' | 'write_only' } | { secret: SecretName; version?: number }>

export const agents = [
  {
    name: 'Reporter',
    description: 'Writes reports for customers.',
    env: {
      REPORT_TZ: 'UTC',
      REPORT_FORMAT: 'text',
      REPORT_RECIPIENTS: { value: 'board@northwind.example, auditors@northwind.example', visibility: 'masked' },
      REPORT_API_TOKEN: { secret: 'Report API token' },
    } as SampleEnv,
  },
  {
    name: 'Courier',
    description: 'Moves orders between systems.',
    env: { HTTP_TIMEOUT: '30', WAREHOUSE_GATE: { value: 'north-gate-4711', visibility: 'write_only' } } as SampleEnv,
  },
  { name: 'Watchkeeper', description: 'Checks that things add up.', env: { LOG_LEVEL: 'info' } as SampleEnv },
] as const

export const projects = [
  {
    name: 'Customer reports',
    description: 'What customers get to see.',
    env: { REPORT_TZ: 'America/New_York', REPORT_SIGNING_KEY: { secret: 'Signing key' } } as SampleEnv,
  },
  {
    name: 'Operations',
    description: 'What keeps the company running.',
    env: { ORDERS_DSN: { secret: 'Warehouse DSN' }, OPS_WEBHOOK: { secret: 'Chat webhook' }, LOG_LEVEL: 'warn' } as SampleEnv,
  },
] as const

export interface SampleRoutine {
  name: string
  description: string
  agent: (typeof agents)[number]['name']
  project: (typeof projects)[number]['name'] | null
  task: string
  cron: string
  env: SampleEnv
  /** Why it is disabled; enabled when absent. */
  disabledReason?: string
  /** How the past runs went, newest first: `s` succeeded, `f` failed, `c` cancelled, `t` timed out. */
  past: string
  /** Hours between past runs and seconds they took, about. */
  everyHours: number
  seconds: number
}

export const routines: SampleRoutine[] = [
  {
    name: 'Hello report',
    description: 'Writes the morning report. Run it to see a live log.',
    agent: 'Reporter',
    project: 'Customer reports',
    task: 'hello',
    cron: '0 9 * * 1-5',
    env: { REPORT_TZ: 'Europe/Berlin' },
    past: 'sssssssfss',
    everyHours: 24,
    seconds: 10,
  },
  {
    name: 'Sync orders',
    description: 'Brings new orders over from the warehouse.',
    agent: 'Courier',
    project: 'Operations',
    task: 'sync',
    cron: '*/30 * * * *',
    env: { ORDERS_SOURCE: 'warehouse-2' },
    past: 'sssstsssssss',
    everyHours: 0.5,
    seconds: 1.2,
  },
  {
    name: 'Check invoices',
    description: 'Compares invoices with their lines. Fails on purpose: one invoice does not add up.',
    agent: 'Watchkeeper',
    project: 'Operations',
    task: 'invoices',
    cron: '15 6 * * *',
    env: { BILLING_MONTH: 'October', PAYMENT_KEY: { secret: 'Payment key', version: 2 } },
    past: 'fffsssss',
    everyHours: 24,
    seconds: 0.6,
  },
  {
    name: 'Weekly digest',
    description: 'Mails the week to the team.',
    agent: 'Reporter',
    project: 'Customer reports',
    task: 'digest',
    cron: '0 16 * * 5',
    env: { MAIL_PASSWORD: { secret: 'Mail password' } },
    disabledReason: 'Waiting for the new template',
    past: 'ssc',
    everyHours: 168,
    seconds: 1.6,
  },
  {
    name: 'Warm caches',
    description: 'Makes the first visit of the hour a quick one.',
    agent: 'Courier',
    project: null,
    task: 'cache',
    cron: '5 * * * *',
    env: {},
    past: 'sssssss',
    everyHours: 1,
    seconds: 0.8,
  },
]
