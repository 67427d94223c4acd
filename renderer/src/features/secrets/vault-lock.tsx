import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import type { HealthCheck } from '#shared/contract/system.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'

export interface VaultLock {
  /** The failed check; null while the vault can be used or nothing is known yet. */
  check: HealthCheck | null
  checking: boolean
  checkAgain: () => void
}

/** Whether values can be written and resolved now. */
export function useVaultLock(): VaultLock {
  const health = useQuery(useRpc().system.health.queryOptions({ input: {} }))
  const check = health.data?.checks.find(({ id, state }) => id === 'vault' && state === 'critical') ?? null
  return { check, checking: health.isFetching, checkAgain: () => void health.refetch() }
}

/** Why a button that needs the master key is off. */
export function lockedReason({ check }: VaultLock): string | undefined {
  return check ? 'The vault is locked: values can’t be written now.' : undefined
}

/** One state for the whole page while the master key cannot be used: names stay listed below it. */
export function VaultLockedBanner({ lock: { check, checking, checkAgain } }: { lock: VaultLock }) {
  if (!check) return null
  const again = (
    <Button icon={RefreshCw} busy={checking} onClick={checkAgain}>
      Check again
    </Button>
  )
  return (
    <div className="px-6 pt-3" data-testid="vault-locked">
      <Banner tone="danger" title="The vault is locked." action={again}>
        {check.detail} Names and history stay readable.
      </Banner>
    </div>
  )
}
