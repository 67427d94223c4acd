import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type ReactElement, useEffect } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { useSearchState } from '../../shell/params.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { Setup } from './setup.tsx'
import { Welcome } from './welcome.tsx'
import { whereTo } from './where-to.ts'

/** Leads back to where somebody left off; the first time, offers the sample company or an empty start. */
export function StartPage(): ReactElement {
  const rpc = useRpc()
  const companies = useQuery(rpc.companies.list.queryOptions({ input: {} }))
  const settings = useQuery(rpc.settings.get.queryOptions({ input: {} }))
  // `new`, then the id of the company that was made: a reload in the middle of setting up loses nothing.
  const [setup, setSetup] = useSearchState<string>('setup', '')
  return (
    <QueryView query={companies} what="companies" loading={<Waiting />}>
      {(rows) =>
        setup ? (
          <Setup company={rows.find(({ id }) => id === setup)} onCompany={setSetup} />
        ) : rows.length === 0 ? (
          <Welcome onStartEmpty={() => setSetup('new')} />
        ) : (
          <QueryView query={settings} what="settings" loading={<Waiting />}>
            {(known) => <Onward to={whereTo(rows, known)} />}
          </QueryView>
        )
      }
    </QueryView>
  )
}

function Waiting() {
  return (
    <div className="mx-auto w-full max-w-md py-24">
      <SkeletonBlock label="Companies" lines={3} />
    </div>
  )
}

/** Replaces this page by the one to open, so that Back does not come through here again. */
function Onward({ to }: { to: string | null }) {
  const { history } = useRouter()
  useEffect(() => {
    if (to) history.replace(to)
  }, [history, to])
  return <Waiting />
}
