import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { VaultStatus } from '#shared/contract/vault.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { RestoreKit } from '../vault/restore-kit.tsx'

/** How often a locked vault is looked at again, milliseconds: it opens by itself when its key is back. */
const lookAgainMs = 5_000

/** The vault while it is locked; null while it can be used or nothing is known yet. */
export type VaultLock = VaultStatus | null

/** Whether values can be written and resolved now. */
export function useVaultLock(): VaultLock {
  const isLocked = (status: VaultStatus | undefined) => status?.state === 'locked'
  const status = useQuery(
    useRpc().vault.status.queryOptions({ input: {}, refetchInterval: ({ state }) => (isLocked(state.data) ? lookAgainMs : false) }),
  )
  return status.data && isLocked(status.data) ? status.data : null
}

/** Why a button that needs the master key is off. */
export function lockedReason(lock: VaultLock): string | undefined {
  return lock ? 'The vault is locked: values can’t be written now.' : undefined
}

/** One state for the whole page while the master key cannot be used: names stay listed below it. */
export function VaultLockedBanner({ lock }: { lock: VaultLock }) {
  const [restoring, setRestoring] = useState(false)
  if (!lock) return null
  const restore = (
    <Button icon={KeyRound} onClick={() => setRestoring(true)}>
      Restore from recovery kit
    </Button>
  )
  return (
    <div className="px-6 py-3" data-testid="vault-locked">
      <Banner tone="danger" title="The vault is locked." action={restorable(lock) && restore}>
        {lock.reason} {lock.fix} Names and history stay readable, and everything else works.
      </Banner>
      {restoring && <RestoreKit location={lock.keyLocation} onClose={() => setRestoring(false)} />}
    </div>
  )
}

/** A key that is given from outside cannot be put back from here. */
export function restorable({ keySource }: VaultStatus): boolean {
  return keySource === 'home_file' || keySource === 'config_file'
}
