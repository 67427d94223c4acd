import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactElement, useRef, useState } from 'react'
import type { RestorePlan, Revision, Routine } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { codeOf } from '../../rpc/friendly-error.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { counted } from '../../ui/counted.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/error-line.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Time } from '../../ui/time.tsx'
import { Difference } from './difference.tsx'
import { RestoreChoice } from './restore-choice.tsx'
import { RestoreFindings } from './restore-findings.tsx'
import { type RestoreChoices, useRestore } from './use-restore.ts'

export interface RestoreDialogProps {
  routine: Pick<Routine, 'id' | 'companyId' | 'enabled' | 'revisionNumber'>
  revision: Revision
  onClose: () => void
}

const untouched: RestoreChoices = { scope: 'all', keys: [], versions: 'today', enable: false, testRun: false, reason: '' }

/** Tier 2: what restoring a revision would do, computed against today's vault, before it is done. */
export function RestoreDialog({ routine, revision, onClose }: RestoreDialogProps): ReactElement {
  const [choices, setChoices] = useState(untouched)
  const change = (part: Partial<RestoreChoices>) => setChoices((now) => ({ ...now, ...part }))
  const { plan, keys, refetch } = usePlan(routine, revision, choices)
  const { restore, busy, error, forget } = useRestore(routine, revision)
  const conflict = codeOf(error) === 'CONFLICT'
  const offline = useOfflineReason()
  const safe = useRef<HTMLButtonElement>(null)
  const label = `r${revision.number}`
  const leaveOut = (key: string) => change({ scope: 'keys', keys: (choices.scope === 'keys' ? choices.keys : keys).filter((other) => other !== key) })
  const confirm = (agreed: RestorePlan) => {
    forget()
    // A refusal stays in the dialog; a plan that was overtaken is read again.
    restore(agreed, choices).then(onClose, () => void refetch())
  }
  const blocked = offline ?? whyNot(plan.data, plan.isPlaceholderData, choices)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      busy={busy}
      size="lg"
      title={`Restore ${label}`}
      description={plan.data ? appendSentence(plan.data, routine.revisionNumber) : undefined}
      initialFocus={safe}
      footer={
        <>
          <div className="mr-auto min-w-0">{error && !conflict ? <ErrorLine error={error} /> : null}</div>
          <Button ref={safe} onClick={onClose}>
            Keep r{routine.revisionNumber}
          </Button>
          <Button variant="primary" busy={busy} disabledReason={blocked} onClick={() => plan.data && confirm(plan.data)}>
            {plan.data ? `Restore ${label} as r${plan.data.creates}` : `Restore ${label}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {conflict && (
          <Banner tone="warn" title="The routine was saved while this was open.">
            What is shown below is compared with the newer revision now. Look again before you restore.
          </Banner>
        )}
        <RestoreChoice label={label} choices={choices} keys={keys} onChange={change} />
        <QueryView query={plan} what="what the restore would do" loading={<SkeletonBlock label="dry run" lines={6} />}>
          {(shown) => (
            <>
              <RestoreFindings findings={shown.findings} keys={choices.scope === 'keys' ? choices.keys : keys} onLeaveOut={leaveOut} />
              <Difference
                {...{ fields: shown.fields, triggers: shown.triggers, env: shown.env }}
                beforeLabel="Now"
                afterLabel="After the restore"
                equal="Nothing would change."
              />
              <Aftermath plan={shown} enabledNow={routine.enabled} choices={choices} onChange={change} />
            </>
          )}
        </QueryView>
        <TextField label="Reason" value={choices.reason} onChange={(reason) => change({ reason })} hint="Shown in History with the new revision." />
      </div>
    </Dialog>
  )
}

/** What would happen, and every env key that could come back. Read again whenever the routine or the vault changes. */
function usePlan({ companyId, id }: Pick<Routine, 'id' | 'companyId'>, { id: revisionId }: Revision, { scope, keys, versions }: RestoreChoices) {
  const rpc = useRpc()
  const input = { companyId, id, revisionId, versions }
  const plan = useQuery(rpc.routines.planRestore.queryOptions({ input: { ...input, scope, keys }, placeholderData: keepPreviousData }))
  const whole = useQuery(rpc.routines.planRestore.queryOptions({ input: { ...input, scope: 'env' }, placeholderData: keepPreviousData }))
  return { plan, keys: whole.data?.env.map(({ key }) => key) ?? [], refetch: plan.refetch }
}

interface AftermathProps {
  plan: RestorePlan
  enabledNow: boolean
  choices: RestoreChoices
  onChange: (change: Partial<RestoreChoices>) => void
}

/** What happens next: whether it runs by itself, runs in progress, and a try. */
function Aftermath({ plan, enabledNow, choices, onChange }: AftermathProps) {
  const asks = plan.enabledThen && !enabledNow
  return (
    <div className="flex flex-col gap-1.5">
      {asks && (
        <div className="flex flex-wrap items-center gap-x-2">
          <Checkbox label="Enable it now" checked={choices.enable} onChange={(enable) => onChange({ enable })} />
          <span className="text-muted">
            It is disabled and stays so otherwise. Next run if enabled: <Time at={plan.nextDueAt} due empty="none, it has no schedule" />
          </span>
        </div>
      )}
      <Checkbox label="Start a test run afterwards" checked={choices.testRun} onChange={(testRun) => onChange({ testRun })} />
      <p className="text-sm text-muted">
        Counts from the next run.
        {plan.activeRuns > 0 && ` ${counted(plan.activeRuns, 'run')} in progress ${plan.activeRuns === 1 ? 'keeps' : 'keep'} what was given.`}
      </p>
    </div>
  )
}

/** HIS-08: nothing is rewritten. */
function appendSentence({ creates, restores }: RestorePlan, now: number): string {
  const between = now - restores === 1 ? `r${now} stays` : `r${restores + 1}–r${now} stay`
  return now === restores
    ? `Creates r${creates} with the content of r${restores}.`
    : `Creates r${creates} with the content of r${restores}; ${between}.`
}

function whyNot(plan: RestorePlan | undefined, working: boolean, { reason }: RestoreChoices): string | undefined {
  if (!plan || working) return 'Working out what would change.'
  const blocker = plan.findings.find(({ severity }) => severity === 'blocker')
  if (blocker) return blocker.message
  return reason.trim() === '' ? 'Give a reason first.' : undefined
}
