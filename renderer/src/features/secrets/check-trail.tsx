import { useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import type { AuditVerdict } from '#shared/contract/secrets.ts'
import { useClient } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { counted } from '../../ui/counted.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { Time } from '../../ui/time.tsx'

const words: Record<AuditVerdict['verdict'], { tone: 'ok' | 'danger' | 'warn'; title: string }> = {
  intact: { tone: 'ok', title: 'The trail is intact.' },
  altered: { tone: 'danger', title: 'An entry of the trail was changed.' },
  missing: { tone: 'danger', title: 'Entries are missing from the middle of the trail.' },
  truncated: { tone: 'danger', title: 'Entries were cut from the end of the trail.' },
  rewritten: { tone: 'danger', title: 'The trail was cut back and written anew.' },
  unverifiable: { tone: 'warn', title: 'The trail cannot be checked now.' },
}

/** Walks the chain of the company's trail and says the verdict. */
export function useTrailCheck(companyId: string) {
  const client = useClient()
  const check = useMutation({ mutationFn: () => client.secrets.verifyAudit({ companyId }) })
  const button = (
    <Button icon={ShieldCheck} busy={check.isPending} onClick={() => check.mutate()}>
      Check the trail
    </Button>
  )
  const verdict = check.error ? (
    <ErrorLine error={check.error} />
  ) : (
    check.data?.map((one) => <Verdict key={one.companyId} verdict={one} onDismiss={() => check.reset()} />)
  )
  return { button, verdict }
}

function Verdict({
  verdict: { verdict, message, entries, unchained, firstBadSeq, checkpointAt },
  onDismiss,
}: {
  verdict: AuditVerdict
  onDismiss: () => void
}) {
  const { tone, title } = words[verdict]
  return (
    <Banner tone={tone} title={title} onDismiss={onDismiss}>
      {message} {counted(entries, 'entry', 'entries')} of the whole company
      {unchained > 0 && `, ${unchained} written while the vault was locked and not chained yet`}
      {firstBadSeq !== null && `; the first that is wrong is number ${firstBadSeq}`}.
      {checkpointAt && (
        <>
          {' '}
          Last noted outside the database: <Time at={checkpointAt} />.
        </>
      )}
    </Banner>
  )
}
