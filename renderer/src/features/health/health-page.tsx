import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import type { ReactElement } from 'react'
import type { HealthCheck } from '#shared/contract/system.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorLine } from '../../ui/error-line.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageBody } from '../../ui/section.tsx'
import { HealthLabel } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { verdict, worstFirst } from './verdict.ts'

/** Every check with its state, the worst first, and one thing to do about each that fails. */
export function HealthPage(): ReactElement {
  // A page that is opened to see how things are now must not show how they were.
  const health = useQuery({ ...useRpc().system.health.queryOptions({ input: {} }), refetchOnMount: 'always' })
  const again = (
    <Button icon={RefreshCw} busy={health.isFetching} onClick={() => void health.refetch()}>
      Check again
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Health"
        actions={again}
        meta={
          health.data && (
            <>
              <span role="status">{verdict(health.data.checks)}</span>
              <span>
                Checked <Time at={health.data.at} />
              </span>
              {health.error ? <ErrorLine error={health.error} /> : null}
            </>
          )
        }
      />
      <QueryView query={health} what="health checks">
        {({ checks }) => (
          <PageBody>
            <ul aria-label="Checks" className="flex flex-col rounded-card border border-line bg-surface">
              {worstFirst(checks).map((check) => (
                <CheckRow key={check.id} check={check} />
              ))}
            </ul>
          </PageBody>
        )}
      </QueryView>
    </>
  )
}

function CheckRow({ check: { state, title, detail, fix } }: { check: HealthCheck }) {
  return (
    <li className="grid grid-cols-[6.5rem_1fr] gap-x-4 border-b border-line px-4 py-3 last:border-b-0">
      <div>
        <HealthLabel state={state} />
      </div>
      <div className="flex min-w-0 flex-col gap-0.5">
        <h2 className="font-medium">{title}</h2>
        <p className="text-muted [overflow-wrap:anywhere]">{detail}</p>
        {fix && <p className="mt-1 [overflow-wrap:anywhere]">{fix}</p>}
      </div>
    </li>
  )
}
