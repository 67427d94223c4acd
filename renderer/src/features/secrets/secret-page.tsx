import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CircleCheck, CirclePause, Pencil, RotateCw, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
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
import { StatusLabel } from '../../ui/status.tsx'
import { AccessLog } from './access-log.tsx'
import { SecretBindings } from './secret-bindings.tsx'
import { SecretFacts } from './secret-facts.tsx'
import { SecretNotices } from './secret-notices.tsx'
import { type SecretVerbs, useSecretVerbs } from './secret-verbs.tsx'
import { SecretVersions } from './secret-versions.tsx'
import { secretState } from './secret-words.ts'
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
      {detail.data && !gone ? <SecretHead secret={detail.data.secret} verbs={verbs} /> : <PageHeader title="Secret" />}
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
              <SecretNotices secret={secret} versions={versions} />
              <SecretFacts secret={secret} />
              <SecretVersions secret={secret} versions={versions} />
              <SecretBindings companyId={companyId} bindings={bindings} current={secret.version} />
              <AccessLog companyId={secret.companyId} secret={secret} />
            </PageBody>
          )}
        </QueryView>
      )}
      {verbs.dialog}
    </>
  )
}

function SecretHead({ secret, verbs }: { secret: Secret; verbs: SecretVerbs }) {
  const offline = useOfflineReason()
  return (
    <PageHeader
      title={secret.name}
      kind="Secret"
      status={<StatusLabel status={secretState(secret)} />}
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
          <Button variant="primary" icon={RotateCw} disabledReason={verbs.cannotRotate(secret)} onClick={() => verbs.act('rotate', secret)}>
            Rotate
          </Button>
          {secret.status === 'active' ? (
            <Button icon={CirclePause} disabledReason={offline} onClick={() => verbs.act('disable', secret)}>
              Disable
            </Button>
          ) : (
            <Button icon={CircleCheck} disabledReason={offline} onClick={() => void verbs.enable(secret)}>
              Enable
            </Button>
          )}
          <IconButton icon={Pencil} size="md" label="Edit name and policy" disabledReason={offline} onClick={() => verbs.act('edit', secret)} />
          <IconButton icon={Trash2} size="md" label="Delete secret" disabledReason={offline} onClick={() => verbs.act('delete', secret)} />
        </>
      }
    />
  )
}
