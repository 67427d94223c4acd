/** The vault as a whole: its key, the kits of it, what keeps the values, and how strict it is. */
export { VaultPage } from './vault-page.tsx'
