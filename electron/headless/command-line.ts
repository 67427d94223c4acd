/** `npm run -s wheelhouse -- <command>`: everything the screen can do, for programs. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultHome } from '../adapters/node/paths.ts'
import { call, schema, status } from './commands.ts'
import { configure, configureOptions } from './configure-command.ts'
import { follow } from './follow.ts'
import { asName, errorOutput, printJson, UsageProblem } from './output.ts'
import { secretsCommand } from './secrets-commands.ts'
import { exit } from './signals.ts'

const usages = {
  status: 'status                        Tell whether Wheelhouse runs on this home, and at which address.',
  schema: 'schema [procedure]            Print every procedure, or one, with the JSON Schema of its input and output.',
  call: `call <procedure> [json | -]   Call a procedure and print its answer. The input is JSON, "-" reads it from stdin, without it it is {}.
                                Dates are ISO 8601 text. A stream prints one line of JSON an event until it ends.`,
  follow: `follow <run> [--json] [--exit-status]
                                Print the log of a run, by id or number, until the run ends: as text, with --json one line of JSON
                                a line. With --exit-status the exit code is 1 when the run did not succeed.`,
  secrets: `secrets migrate-inline-env --company-id ID [--apply]
                                List credentials that agents, projects and routines hold as plain values, older revisions included.
                                With --apply make secrets of them and leave no plain copy; it can be repeated.
  secrets audit verify [--company-id ID]
                                Check the trail of who did what with secrets, of one company or of all. The exit code is 1 when one is not intact.`,
  configure: `configure --section secrets [options]
                                Change how secrets are kept, and print the settings that then count. Without options only print them.
                                --strict-mode on|off          refuse credentials as plain values
                                --provider NAME               where new secrets are kept: local_encrypted or aws_secrets_manager
                                --key-file PATH|default       file of the master key; it must hold the key already when secrets are stored
                                --keychain on|off             wrap that file with the system's keychain (desktop window only)
                                --aws-region REGION|none      AWS Secrets Manager of that region, or none
                                --aws-prefix, --aws-kms-key-id, --aws-endpoint, --aws-profile TEXT`,
}
type Command = keyof typeof usages

const common = `
Every command takes --home DIR (else WHEELHOUSE_HOME, else ~/.wheelhouse/instances/default) and --help.
A command talks to the Wheelhouse that runs on the home, or starts one for itself and stops it again; runs that it started end with it.

Exit codes: 0 done; 1 refused, with {"error":{"code","message","data"}} on stdout, an unknown procedure or run being NOT_FOUND;
2 bad usage. Answers go to stdout, everything else to stderr.
`

const usageOf = (command?: Command) =>
  command
    ? `Usage: npm run -s wheelhouse -- ${usages[command]}\n${common}`
    : `Usage: npm run -s wheelhouse -- <command>\n\n${Object.values(usages)
        .map((line) => `  ${line}\n`)
        .join('')}${common}`

/** Runs one command and ends the process with its exit code. */
export async function commandLine(argv: string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `| head` has read enough.
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
  await exit(await run(argv))
}

/** Runs one command; answers its exit code. */
export async function run(argv: string[]): Promise<number> {
  const command = commandIn(argv)
  try {
    return await dispatch(argv)
  } catch (error) {
    if (error instanceof UsageProblem) {
      process.stderr.write(`${error.message}\n\n${usageOf(command)}`)
      return 2
    }
    await printJson(errorOutput(error))
    return 1
  }
}

async function dispatch(argv: string[]): Promise<number> {
  const { values, positionals } = read(argv)
  const [name, ...rest] = positionals
  const command = commandIn(argv)
  if (values.help) {
    process.stdout.write(usageOf(command))
    return 0
  }
  if (!command) throw new UsageProblem(name === undefined ? 'Which command?' : `There is no command${asName(name)}.`)
  refuseForeignOptions(command, values)
  const [first, second] = operands(command, rest)
  const home = values.home === undefined ? defaultHome() : resolve(values.home)
  if (command === 'status') await status(home)
  if (command === 'schema') await schema(first)
  if (command === 'call') await call(home, first ?? '', second)
  if (command === 'follow') {
    const ended = await follow(home, first ?? '', { json: values.json })
    return values['exit-status'] && ended.status !== 'succeeded' ? 1 : 0
  }
  if (command === 'configure') await configure(home, values)
  if (command === 'secrets') return secretsCommand(home, rest, values)
  return 0
}

const counts: Record<Command, [least: number, most: number]> = {
  status: [0, 0],
  schema: [0, 1],
  call: [1, 2],
  follow: [1, 1],
  secrets: [1, 2],
  configure: [0, 0],
}

function operands(command: Command, given: string[]): string[] {
  const [least, most] = counts[command]
  if (given.length < least) throw new UsageProblem(`${command} needs more: ${usages[command].split('\n', 1)[0]?.trim()}`)
  if (given.length > most) throw new UsageProblem(`${command} takes ${most === 0 ? 'no operand' : `at most ${most}`}. JSON goes into single quotes.`)
  return given
}

/** Options that belong to one command alone. */
const owners: Record<string, Command> = {
  json: 'follow',
  'exit-status': 'follow',
  'company-id': 'secrets',
  apply: 'secrets',
  ...Object.fromEntries(Object.keys(configureOptions).map((option) => [option, 'configure' as const])),
}

/** Options that are followed by a value, which is no command even where it stands first. */
const withValue = ['home', 'company-id', ...Object.keys(configureOptions)].map((option) => `--${option}`)

function refuseForeignOptions(command: Command, values: Record<string, unknown>): void {
  const foreign = Object.entries(owners).some(([option, owner]) => values[option] !== undefined && values[option] !== false && owner !== command)
  if (foreign) throw new UsageProblem(`${command} has no such option.`)
}

function commandIn(argv: string[]): Command | undefined {
  const name = argv.find((arg, n) => !arg.startsWith('-') && !withValue.includes(argv[n - 1] ?? ''))
  return name !== undefined && Object.hasOwn(usages, name) ? (name as Command) : undefined
}

function read(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        home: { type: 'string' },
        help: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'exit-status': { type: 'boolean', default: false },
        'company-id': { type: 'string' },
        apply: { type: 'boolean', default: false },
        ...configureOptions,
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageProblem(error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : 'The options cannot be read.')
  }
}
