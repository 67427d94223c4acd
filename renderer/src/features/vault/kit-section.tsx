import { useState } from 'react'
import type { VaultStatus } from '#shared/contract/vault.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Card, Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { restorable } from '../secrets/vault-lock.tsx'
import { MakeKit } from './make-kit.tsx'
import { RestoreKit } from './restore-kit.tsx'
import { TestKit } from './test-kit.tsx'

/** The master key on paper: made, tested, and put back when the vault is locked. */
export function KitSection({ vault }: { vault: VaultStatus }) {
  const [open, setOpen] = useState<'make' | 'test' | 'restore' | null>(null)
  const close = () => setOpen(null)
  const locked = vault.state === 'locked'
  const off = locked ? 'The vault is locked: there is no key to make a kit of, or to test one against.' : undefined
  return (
    <Section
      title="Recovery kit"
      description="The master key as text, sealed by a passphrase. Keep it away from the backups of the database."
      actions={
        <div className="flex shrink-0 gap-2">
          <Button disabledReason={off} onClick={() => setOpen('make')}>
            Make a kit
          </Button>
          <Button disabledReason={off} onClick={() => setOpen('test')}>
            Test a kit
          </Button>
          {locked && restorable(vault) && <Button onClick={() => setOpen('restore')}>Restore from a kit</Button>}
        </div>
      }
    >
      {!locked && <Nag vault={vault} />}
      <Card className="py-1">
        <KeyValue
          items={[
            { label: 'Last made', value: <Time at={vault.kitMadeAt} empty="Never, of this key" /> },
            { label: 'Last tested', value: <Time at={vault.kitTestedAt} empty="Never, of this key" /> },
          ]}
        />
      </Card>
      {open === 'make' && <MakeKit onClose={close} />}
      {open === 'test' && <TestKit onClose={close} />}
      {open === 'restore' && <RestoreKit location={vault.keyLocation} onClose={close} />}
    </Section>
  )
}

/** Asks for a kit, and for the test of it, until both were done; not where the warnings of the vault say it already. */
function Nag({ vault: { kitMadeAt, kitTestedAt, warnings } }: { vault: VaultStatus }) {
  if (kitTestedAt || warnings.some(({ detail }) => detail.includes('recovery kit'))) return null
  return kitMadeAt ? (
    <Banner tone="warn" title="The recovery kit was never tested.">
      Test it with its passphrase: a kit that does not open is none.
    </Banner>
  ) : (
    <Banner tone="warn" title="There is no recovery kit.">
      If the key is lost, every secret has to be typed anew. Make a kit and test it.
    </Banner>
  )
}
