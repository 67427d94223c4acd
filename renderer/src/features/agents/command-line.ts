/** An argument the way a POSIX shell would need it typed: quoted only when it holds more than plain characters. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}

/** Program and arguments as one line that reads, and pastes into a shell, as what will be started. */
export function commandLine(command: string, args: readonly string[]): string {
  return [command, ...args].map(quoted).join(' ')
}
