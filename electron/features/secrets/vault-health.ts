/** How the vault is, for the health page: locked with the one fix, or open with what to look after. */
import type { HealthCheck } from '#shared/contract/system.ts'
import { type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'
import type { MasterKey } from './master-key.ts'
import { masterKeyId } from './sealing.ts'

export interface Finding {
  detail: string
  fix: string
}

/**
 * What to look after while the vault is open. A key that vanished or changed under an open vault does not lock it: runs
 * go on with the key in memory until Wheelhouse stops, and there is time to put it back.
 */
export async function vaultWarnings(masterKey: MasterKey, keyStore: KeyStore): Promise<Finding[]> {
  const state = masterKey.state()
  if (!('key' in state)) return []
  const [gone, place] = await Promise.all([goneFrom(keyStore, state.keyId), keyStore.warnings().catch(asFinding)])
  return [...gone, ...place]
}

async function goneFrom(keyStore: KeyStore, keyId: string): Promise<Finding[]> {
  const consequence = 'The vault stays open until Wheelhouse stops, and is locked after that.'
  const fix = 'Put the original key back now, or make a recovery kit while the vault is open.'
  try {
    const { location } = await keyStore.place()
    const present = await keyStore.load()
    if (!present) return [{ detail: `The master key is gone from ${location}. ${consequence}`, fix }]
    const presentId = masterKeyId(present)
    present.fill(0)
    return presentId === keyId ? [] : [{ detail: `${location} now holds another key (${presentId}, in use is ${keyId}). ${consequence}`, fix }]
  } catch (error) {
    return asFinding(error).map(({ detail }) => ({ detail: `${detail} ${consequence}`, fix }))
  }
}

function asFinding(error: unknown): Finding[] {
  if (error instanceof KeyStoreFailure) return [{ detail: error.reason, fix: error.fix }]
  throw error
}

export async function vaultHealth(masterKey: MasterKey, keyStore: KeyStore): Promise<HealthCheck[]> {
  const check = { id: 'vault', title: 'Secret vault' }
  await masterKey.open()
  const state = masterKey.state()
  if (!('key' in state)) return [{ ...check, state: 'critical', detail: state.reason, fix: state.fix }]
  const warnings = await vaultWarnings(masterKey, keyStore)
  if (warnings.length === 0)
    return [{ ...check, state: 'pass', detail: `Open. The master key comes from ${(await keyStore.place()).location}.`, fix: '' }]
  return warnings.map(({ detail, fix }, i) => ({ ...check, id: i === 0 ? check.id : `${check.id}-${i + 1}`, state: 'warning', detail, fix }))
}
