/** Secrets: the vault's list and the page of one secret. Values go in and never come out. */
export { AccessPage } from './access-page.tsx'
export { SecretPage } from './secret-page.tsx'
export { SecretsPage } from './secrets-page.tsx'
