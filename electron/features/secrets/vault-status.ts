/** Everything about the vault that a person sees: open or why not, where the key comes from, kits, a rotation, providers. */
import type { ProviderHealth, VaultStatus } from '#shared/contract/vault.ts'
import { type KeyPlace, type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'
import type { KeyRowStore } from './key-row-store.ts'
import type { KitDates, KitRecord } from './kit-record.ts'
import type { MasterKey } from './master-key.ts'
import { type Finding, vaultWarnings } from './vault-health.ts'
import type { SettingsOfVault } from './vault-settings.ts'

interface Needs {
  keys: KeyRowStore
  keyStore: KeyStore
  masterKey: MasterKey
  settings: SettingsOfVault
  record: KitRecord
  progress(): VaultStatus['dataKeyRotation']
  /** Health of the services that keep values for us. */
  providers(): Promise<ProviderHealth[]>
}

export function vaultStatusOf({ keys, keyStore, masterKey, settings, record, progress, providers }: Needs) {
  return async (): Promise<VaultStatus> => {
    await masterKey.open()
    const state = masterKey.state()
    const open = 'key' in state
    const locked = open ? { reason: '', fix: '' } : state
    const [{ keyCheck }, { source, location }, strict] = await Promise.all([keys.instance(), placeOf(keyStore), settings.strictMode()])
    const keyId = open ? state.keyId : (keyCheck?.keyId ?? null)
    const kit = await record.of(keyId)
    const warnings = open ? [...(await vaultWarnings(masterKey, keyStore)), ...(keyCheck ? kitFindings(kit) : [])] : []
    // Without a place for the key there is none to wrap; why that is so is the reason above.
    const keychain = await keyStore.keychain().catch(() => 'none' as const)
    return {
      state: open ? 'open' : 'locked',
      ...locked,
      keyId,
      keySource: source,
      keyLocation: location,
      keychain,
      warnings,
      strictMode: strict.on,
      strictModeForced: strict.forced,
      kitMadeAt: kit.madeAt,
      kitTestedAt: kit.testedAt,
      dataKeyRotation: progress(),
      providers: [localHealth(locked, warnings), ...(await providers())],
    }
  }
}

/** Where the key would be, even when the configuration that says so cannot be read. */
async function placeOf(keyStore: KeyStore): Promise<KeyPlace> {
  return keyStore.place().catch((error: unknown) => {
    if (error instanceof KeyStoreFailure) return { source: 'config_file' as const, location: 'config.json' }
    throw error
  })
}

/** A backup is half of what is needed; this is where that is said. */
function kitFindings({ madeAt, testedAt }: KitDates): Finding[] {
  if (!madeAt && !testedAt) {
    return [
      {
        detail: 'There is no recovery kit of the master key. A backup of the database without the key cannot be read by anybody.',
        fix: 'Make a recovery kit, keep it away from the backups, and test it.',
      },
    ]
  }
  if (testedAt) return []
  return [{ detail: 'The recovery kit was never tested.', fix: 'Test it with its passphrase: a kit that does not open is none.' }]
}

function localHealth(locked: { reason: string; fix: string }, [warning]: Finding[]): ProviderHealth {
  const provider = { provider: 'local_encrypted' as const, configured: true }
  if (locked.reason) return { ...provider, state: 'critical', detail: locked.reason, fix: locked.fix }
  if (warning) return { ...provider, state: 'warning', ...warning }
  return { ...provider, state: 'pass', detail: 'Values are sealed in the database of this installation.', fix: '' }
}
