/** Whether pasted text is meant as keys with values, and not as the name of one key. */
export function readsAsEnv(text: string): boolean {
  return /^\s*(export\s+)?[^\s=:#'"`]+\s*=/.test(text) || /\n/.test(text.trim()) || /^\s*\{[\s\S]*\}\s*$/.test(text)
}
