import { useMutation } from '@tanstack/react-query'
import type { VaultStatus } from '#shared/contract/vault.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Card, Section } from '../../ui/section.tsx'
import { Switch } from '../../ui/switch.tsx'
import { toast } from '../../ui/toast.tsx'
import { SettingRow } from '../settings/setting-row.tsx'

/** How strict the vault is, and whether the system's keychain takes part. */
export function VaultRules({ vault }: { vault: VaultStatus }) {
  const configure = useMutation(useRpc().vault.configure.mutationOptions({ onError: (error) => toast.failed('Nothing was changed.', error) }))
  const forced = vault.strictModeForced ? 'Set by WHEELHOUSE_SECRETS_STRICT_MODE, so that the setting has no say.' : undefined
  const wrapped = vault.keychain === 'wrapped'
  return (
    <Section title="Rules">
      <Card className="py-0">
        <SettingRow
          label="Strict mode"
          hint={forced ?? 'Refuses credentials typed as plain values at agents, projects and routines. What is stored stays until it is changed.'}
        >
          <Switch
            label="Strict mode"
            hideLabel
            checked={vault.strictMode}
            busy={configure.isPending}
            disabledReason={forced}
            onChange={(strictMode) => configure.mutate({ strictMode })}
          />
        </SettingRow>
        {vault.keychain !== 'none' && (
          <SettingRow
            label="System keychain"
            hint="Wraps the key file, so that a stolen disk does not hold the key in plain. It then opens in the desktop window only, on this computer."
          >
            <Switch
              label="System keychain"
              hideLabel
              checked={wrapped}
              busy={configure.isPending}
              disabledReason={keychainBlocked(vault)}
              onChange={(keychain) => configure.mutate({ localEncrypted: { keychain } })}
            />
          </SettingRow>
        )}
      </Card>
    </Section>
  )
}

/** The keychain must never be the only way in. */
function keychainBlocked({ keychain, kitTestedAt, state }: VaultStatus): string | undefined {
  if (keychain === 'wrapped') return undefined
  if (state === 'locked') return 'The vault is locked.'
  return kitTestedAt ? undefined : 'Test a recovery kit of this key first: the keychain must not be the only way in.'
}
