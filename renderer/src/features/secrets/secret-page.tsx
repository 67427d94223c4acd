import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CircleCheck, CirclePause, Pencil, RotateCw, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useRouteParam } from '../../shell/params.ts'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { GoneState, isGone } from '../../ui/gone-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody } from '../../ui/section.tsx'
import { SecretStatusLabel } from '../../ui/status.tsx'
import { AccessLog } from './access-log.tsx'
import { SecretBindings } from './secret-bindings.tsx'
import { SecretFacts } from './secret-facts.tsx'
import { type SecretVerbs, useSecretVerbs } from './secret-verbs.tsx'
import { SecretVersions } from './secret-versions.tsx'
import { lockedReason, useVaultLock, VaultLockedBanner } from './vault-lock.tsx'

/** One secret: its versions, who uses it, who resolved it, and what can be done to it. */
export function SecretPage(): ReactElement {
  const companyId = useCompanyId()
  const id = useRouteParam('secretId')
  const navigate = useNavigate()
  const detail = useQuery(useRpc().secrets.get.queryOptions({ input: { companyId, id } }))
  const gone = isGone(detail)
  const lock = useVaultLock()
  const verbs = useSecretVerbs(lockedReason(lock), () => void navigate({ to: '/c/$companyId/secrets', params: { companyId } }))
  return (
    <>
      {detail.data && !gone ? <SecretHead secret={detail.data.secret} locked={lockedReason(lock)} verbs={verbs} /> : <PageHeader title="Secret" />}
      <VaultLockedBanner lock={lock} />
      {gone ? (
        <GoneState
          noun="secret"
          action={
            <ButtonLink to="/c/$companyId/secrets" params={{ companyId }}>
              All secrets
            </ButtonLink>
          }
        />
      ) : (
        <QueryView query={detail} what="this secret">
          {({ secret, bindings, versions }) => (
            <PageBody>
              <SecretFacts secret={secret} />
              <SecretBindings companyId={companyId} bindings={bindings} current={secret.version} />
              <SecretVersions versions={versions} bindings={bindings} />
              <AccessLog companyId={companyId} secretId={secret.id} />
            </PageBody>
          )}
        </QueryView>
      )}
      {verbs.dialog}
    </>
  )
}

function SecretHead({ secret, locked, verbs }: { secret: Secret; locked: string | undefined; verbs: SecretVerbs }) {
  return (
    <PageHeader
      title={secret.name}
      kind="Secret"
      status={<SecretStatusLabel status={secret.status} />}
      meta={
        <>
          {secret.description && <span className="truncate">{secret.description}</span>}
          <Copyable value={secret.id} label="secret id">
            {secret.id.slice(0, 8)}
          </Copyable>
        </>
      }
      actions={
        <>
          <Button variant="primary" icon={RotateCw} disabledReason={locked} onClick={() => verbs.act('rotate', secret)}>
            Rotate
          </Button>
          {secret.status === 'active' ? (
            <Button icon={CirclePause} onClick={() => verbs.act('disable', secret)}>
              Disable
            </Button>
          ) : (
            <Button icon={CircleCheck} onClick={() => void verbs.enable(secret)}>
              Enable
            </Button>
          )}
          <IconButton icon={Pencil} size="md" label="Edit name and description" onClick={() => verbs.act('edit', secret)} />
          <IconButton icon={Trash2} size="md" label="Delete secret" onClick={() => verbs.act('delete', secret)} />
        </>
      }
    />
  )
}
