import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useSearchState } from '../../shell/params.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { PageBody } from '../../ui/section.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, FilteredEmpty } from '../../ui/states.tsx'
import { SeeSample } from '../companies/see-sample.tsx'
import { CreateSecret } from './create-secret.tsx'
import { secretColumns } from './secret-columns.tsx'
import { type SecretVerbs, useSecretVerbs } from './secret-verbs.tsx'
import { lockedReason, useVaultLock, VaultLockedBanner } from './vault-lock.tsx'

/** The vault of the company: which secrets there are, never what they say. */
export function SecretsPage(): ReactElement {
  const companyId = useCompanyId()
  const navigate = useNavigate()
  const secrets = useQuery(useRpc().secrets.list.queryOptions({ input: { companyId } }))
  const lock = useVaultLock()
  const [creating, setCreating] = useState(false)
  const verbs = useSecretVerbs(lockedReason(lock))
  const open = ({ id: secretId }: Secret) => void navigate({ to: '/c/$companyId/secrets/$secretId', params: { companyId, secretId } })
  const create = (
    <Button variant="primary" icon={Plus} disabledReason={lockedReason(lock)} onClick={() => setCreating(true)}>
      New secret
    </Button>
  )
  return (
    <>
      <PageHeader title="Secrets" actions={create} />
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
          {(rows) => <SecretsTable rows={rows} onOpen={open} verbs={verbs} />}
        </QueryView>
      </PageBody>
      {creating && <CreateSecret companyId={companyId} onClose={() => setCreating(false)} onCreated={open} />}
      {verbs.dialog}
    </>
  )
}

interface TableProps {
  rows: Secret[]
  onOpen: (secret: Secret) => void
  verbs: SecretVerbs
}

function SecretsTable({ rows, onOpen, verbs }: TableProps) {
  const [query, setQuery] = useSearchState<string>('q', '')
  const wanted = query.trim().toLowerCase()
  const found = rows.filter(({ name, description, fingerprint }) => `${name} ${description} ${fingerprint}`.toLowerCase().includes(wanted))
  return (
    <>
      <ListToolbar found={found.length} total={rows.length} one="secret">
        <SearchField label="Filter secrets" value={query} onChange={setQuery} />
      </ListToolbar>
      {found.length === 0 ? (
        <FilteredEmpty filters={[`name, description or fingerprint contains "${query}"`]} onClear={() => setQuery('')} />
      ) : (
        <DataTable
          label="Secrets"
          rows={found}
          columns={secretColumns}
          rowId={(secret) => secret.id}
          rowLabel={(secret) => secret.name}
          onOpen={onOpen}
          rowActions={verbs.items}
        />
      )}
    </>
  )
}
