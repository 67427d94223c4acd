import type { VaultStatus } from '#shared/contract/vault.ts'
import { Copyable } from '../../ui/copy.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Card, Section } from '../../ui/section.tsx'
import { StatusLabel } from '../../ui/status.tsx'
import type { StatusWord } from '../../ui/status-words.ts'

const sources: Record<VaultStatus['keySource'], string> = {
  environment: 'Given in the environment',
  environment_file: 'A file that the environment names',
  config_file: 'A file that the settings name',
  home_file: 'A file in the home folder',
}
const keychains: Record<VaultStatus['keychain'], string> = {
  wrapped: 'Wraps the key file: it opens in the desktop window only',
  available: 'Available, not used',
  none: 'Not available here',
}
const states: Record<VaultStatus['state'], StatusWord> = {
  open: { word: 'Open', glyph: 'check', tone: 'ok' },
  locked: { word: 'Locked', glyph: 'lock', tone: 'danger' },
}

/** Whether the vault is open, and where its key comes from. */
export function KeyFacts({ vault }: { vault: VaultStatus }) {
  return (
    <Section
      title="Master key"
      description="Wraps the keys that seal the values. Without it nobody can read them, and no backup of the database helps."
    >
      <Card className="py-1">
        <KeyValue
          items={[
            { label: 'State', value: <StatusLabel status={states[vault.state]} /> },
            { label: 'Source', value: sources[vault.keySource] },
            { label: 'Location', value: <Copyable value={vault.keyLocation} label="location of the key" /> },
            {
              label: 'Key id',
              value: vault.keyId ? <Copyable value={vault.keyId} label="key id" /> : <span className="text-faint">No key yet</span>,
            },
            { label: 'System keychain', value: keychains[vault.keychain] },
          ]}
        />
      </Card>
    </Section>
  )
}
