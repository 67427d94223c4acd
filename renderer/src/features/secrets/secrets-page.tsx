import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FileDown, FileUp, KeyRound, Link2, Plus, ScrollText } from 'lucide-react'
import { type ReactElement, useMemo, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useSearchState } from '../../shell/params.ts'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { useChosen } from '../../ui/chosen.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { Menu } from '../../ui/menu.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { PageBody } from '../../ui/section.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, FilteredEmpty } from '../../ui/states.tsx'
import { SeeSample } from '../companies/see-sample.tsx'
import { filterSecrets, haystacks } from './attention-filter.ts'
import { CreateSecret } from './create-secret.tsx'
import { useExportReferences } from './export-references.ts'
import { ImportSecrets } from './import-secrets.tsx'
import { LinkSecrets } from './link-secrets.tsx'
import { SecretBulkBar, useSecretBulk } from './secret-bulk.tsx'
import { secretColumns } from './secret-columns.tsx'
import { SecretPeek } from './secret-peek.tsx'
import { type SecretVerbs, useSecretVerbs } from './secret-verbs.tsx'
import { lockedReason, useVaultLock, VaultLockedBanner } from './vault-lock.tsx'

type Doing = { what: 'create' | 'link' } | { what: 'import'; text: string }

/** The vault of the company: which secrets there are and which need action, never what they say. */
export function SecretsPage(): ReactElement {
  const companyId = useCompanyId()
  const navigate = useNavigate()
  const secrets = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId } }))
  const lock = useVaultLock()
  const [doing, setDoing] = useState<Doing | null>(null)
  const verbs = useSecretVerbs(lockedReason(lock))
  const open = ({ id: secretId }: Secret) => void navigate({ to: '/c/$companyId/secrets/$secretId', params: { companyId, secretId } })
  const blocked = useOfflineReason() ?? lockedReason(lock)
  const create = (
    <Button variant="primary" icon={Plus} disabledReason={blocked} onClick={() => setDoing({ what: 'create' })}>
      New secret
    </Button>
  )
  const close = () => setDoing(null)
  const importText = (text: string) => setDoing({ what: 'import', text })
  return (
    <>
      <PageHeader
        title="Secrets"
        actions={
          <>
            <ButtonLink icon={ScrollText} to="/c/$companyId/secrets/access" params={{ companyId }}>
              Access log
            </ButtonLink>
            <MoreActions companyId={companyId} blocked={blocked} onDo={setDoing} />
            {create}
          </>
        }
      />
      <PageBody flush>
        <VaultLockedBanner lock={lock} />
        <QueryView
          query={secrets}
          what="secrets"
          loading={<SkeletonRows label="secrets" above="toolbar and columns" />}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState
              icon={KeyRound}
              title="No secret yet"
              body="A secret is a value that runs get by name. It is encrypted on this computer and never shown again, here or in a log."
              action={create}
              secondary={<SeeSample page="secrets" />}
            />
          }
        >
          {(rows) => <SecretsTable companyId={companyId} rows={rows} onOpen={open} verbs={verbs} />}
        </QueryView>
      </PageBody>
      {doing?.what === 'create' && <CreateSecret companyId={companyId} onClose={close} onCreated={open} onImport={importText} />}
      {doing?.what === 'import' && <ImportSecrets companyId={companyId} text={doing.text} onClose={close} />}
      {doing?.what === 'link' && <LinkSecrets companyId={companyId} onClose={close} />}
      {verbs.dialog}
    </>
  )
}

function MoreActions({ companyId, blocked, onDo }: { companyId: string; blocked: string | undefined; onDo: (doing: Doing) => void }) {
  const save = useExportReferences(companyId)
  const offline = useOfflineReason()
  const settings = useQuery(useRpc().vault.settings.queryOptions({ input: {} }))
  const noAws = settings.data?.aws ? undefined : 'AWS is not set up: Settings, Vault.'
  return (
    <Menu
      align="end"
      trigger={<Button>Import or export</Button>}
      items={[
        { label: 'Import .env or JSON', icon: FileUp, disabledReason: blocked, onSelect: () => onDo({ what: 'import', text: '' }) },
        { label: 'Link from AWS', icon: Link2, disabledReason: offline ?? noAws, onSelect: () => onDo({ what: 'link' }) },
        'separator',
        { label: 'Export references, no values', icon: FileDown, disabledReason: offline, onSelect: () => save() },
      ]}
    />
  )
}

interface TableProps {
  companyId: string
  rows: Secret[]
  onOpen: (secret: Secret) => void
  verbs: SecretVerbs
}

function SecretsTable({ companyId, rows, onOpen, verbs }: TableProps) {
  const [text, setText] = useSearchState<string>('q', '')
  const [show, setShow] = useSearchState<string>('show', 'all')
  const attention = show === 'attention'
  const hay = useMemo(() => haystacks(rows), [rows])
  const found = useMemo(() => filterSecrets(rows, hay, { text, attention }), [rows, hay, text, attention])
  const needing = useMemo(() => rows.filter(({ needs }) => needs.length > 0).length, [rows])
  const columns = useMemo(() => secretColumns(Date.now()), [])
  const chosen = useChosen(found)
  const acts = useSecretBulk()
  const clear = () => {
    setText('')
    setShow('all')
  }
  const filters = [...(attention ? ['needs attention'] : []), ...(text ? [`name, description or fingerprint contains "${text}"`] : [])]
  return (
    <>
      <ListToolbar found={found.length} total={rows.length} one="secret">
        <SearchField label="Filter secrets" value={text} onChange={setText} />
        <SegmentedControl
          label="Show"
          hideLabel
          value={attention ? 'attention' : 'all'}
          onChange={setShow}
          options={[
            { value: 'all', label: 'All' },
            { value: 'attention', label: `Needs attention ${needing}` },
          ]}
        />
      </ListToolbar>
      {found.length === 0 ? (
        <FilteredEmpty filters={filters} onClear={clear} />
      ) : (
        <DataTable
          label="Secrets"
          rows={found}
          columns={columns}
          rowId={(secret) => secret.id}
          rowLabel={(secret) => secret.name}
          defaultSort={{ id: 'state', desc: false }}
          onOpen={onOpen}
          rowActions={verbs.items}
          selected={chosen.ids}
          onSelect={chosen.set}
          peek={(row) => <SecretPeek row={row} />}
        />
      )}
      <SecretBulkBar companyId={companyId} chosen={chosen} acts={acts} />
    </>
  )
}
