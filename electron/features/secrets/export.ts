/** Names, references and states of a company's secrets as text for a repository: the same text as long as they are the same. */
import type { Secret } from '#shared/contract/secrets.ts'

/**
 * One secret a line, sorted by name, so that a difference shows what changed. No value, and no fingerprint either: it
 * would say in every copy of a repository which secrets are equal, and change with each rotation a second time.
 */
export function referencesText(companyName: string, secrets: readonly Secret[]): string {
  const lines = [...secrets]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, provider, externalRef, version, status }) =>
        `    ${JSON.stringify({ name, provider, reference: externalRef, version, state: status })}`,
    )
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`
  return `{\n  "company": ${JSON.stringify(companyName)},\n  "secrets": ${list}\n}\n`
}

/** `acme-robotics-secrets.json` */
export function referencesFileName(companyName: string): string {
  const plain = companyName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return plain === '' ? 'secrets.json' : `${plain}-secrets.json`
}
