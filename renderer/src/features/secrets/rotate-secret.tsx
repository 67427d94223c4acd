import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { Wizard } from '../../ui/wizard.tsx'
import { BindingList, useBlastRadius } from './blast-list.tsx'
import type { SecretDialogProps } from './edit-secret.tsx'
import { NewValueFields, noValue, useNewValue, valueInput, valueMissing } from './new-value.tsx'
import { OverlapFields, overlapMissing, useOverlap } from './overlap-fields.tsx'
import { rotationReach } from './reach.ts'
import { RotationResult } from './rotation-result.tsx'

const steps = ['New value', 'Who is affected', 'Overlap', 'Result'] as const

/** Adds a version and makes it current: the value, whom it reaches, how long the old one stays valid, and what came of it. */
export function RotateSecret({ secret, onClose }: SecretDialogProps) {
  const { id, companyId, name } = secret
  const rpc = useRpc()
  const [at, setAt] = useState(0)
  const [given, setGiven] = useNewValue()
  const detail = useQuery(rpc.secrets.get.queryOptions({ input: { companyId, id } }))
  const overlap = useOverlap(detail.data, secret.version)
  const [first, rotated] = [useRef<HTMLTextAreaElement>(null), useRef<Secret | null>(null)]
  const onSuccess = (saved: Secret) => {
    rotated.current = saved
    setGiven(noValue)
    setAt(3)
  }
  // Not kept after the answer: the mutation cache would hold the value for minutes.
  const rotate = useMutation(rpc.secrets.rotate.mutationOptions({ gcTime: 0, onSuccess, onError: () => setAt(0) }))
  const { beside, rest } = placeErrors(rotate.error, ['value'])
  const next = detail.data ? Math.max(...detail.data.versions.map(({ version }) => version)) + 1 : null
  const save = () => rotate.mutate({ companyId, id, ...valueInput(given), overlapHours: overlap.hours })
  const blocked = [valueMissing(given), undefined, overlapMissing(overlap), undefined][at]
  return (
    <Wizard
      title={`Rotate ${name}`}
      steps={steps}
      at={at}
      initialFocus={first}
      nextLabel={at < 2 ? 'Continue' : at === 3 ? 'Done' : next === null ? 'Save the new version' : `Save as v${next}`}
      nextDisabledReason={blocked}
      onNext={() => (at < 2 ? setAt(at + 1) : at === 2 ? save() : onClose())}
      onBack={at === 1 || at === 2 ? () => setAt(at - 1) : undefined}
      onClose={onClose}
      busy={rotate.isPending}
      error={at < 3 ? rest : null}
    >
      {at === 0 && <NewValueFields label="New value" given={given} onChange={setGiven} error={beside['value']} inputRef={first} />}
      {at === 1 && <Reach secret={secret} next={next} />}
      {at === 2 && <OverlapFields overlap={overlap} current={secret.version} />}
      {at === 3 && rotated.current && <RotationResult before={secret} after={rotated.current} overlapHours={overlap.hours} onBack={onClose} />}
    </Wizard>
  )
}

function Reach({ secret, next }: { secret: Secret; next: number | null }) {
  const blast = useBlastRadius(secret)
  if (blast.error) return <ErrorState what="Couldn't find out whom it reaches." error={blast.error} onRetry={() => void blast.refetch()} />
  if (!blast.data) return <SkeletonBlock label="Who is affected" lines={4} />
  return (
    <>
      <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-faint">
        {rotationReach(blast.data, next ?? secret.version + 1).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {blast.data.bindings.length > 0 && (
        <BindingList label="Who is affected" companyId={secret.companyId} bindings={blast.data.bindings} current={next ?? secret.version + 1} />
      )}
    </>
  )
}
