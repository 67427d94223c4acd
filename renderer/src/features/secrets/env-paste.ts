/** Whether pasted text is a whole .env file and not one value: every line that says something is KEY=value, and there are several. */
export function looksLikeEnvFile(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
  return lines.length > 1 && lines.every((line) => /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*\S/.test(line))
}
