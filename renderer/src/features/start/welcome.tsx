import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorLine } from '../../ui/error-line.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { Mark } from './mark.tsx'

/** The first screen somebody sees: two ways in and one promise. Enter opens the sample. */
export function Welcome({ onStartEmpty }: { onStartEmpty: () => void }) {
  const navigate = useNavigate()
  useEffect(() => usePageTitle.setState({ title: 'Welcome', kind: undefined }), [])
  const install = useMutation(
    useRpc().sample.install.mutationOptions({
      onSuccess: ({ companyId }) => void navigate({ to: '/c/$companyId/routines', params: { companyId } }),
    }),
  )
  return (
    <div className="grid min-h-full flex-1 place-items-center px-6 py-12" data-testid="welcome">
      <div className="flex max-w-md flex-col items-center gap-3 text-center">
        <Mark />
        <h1 className="mt-2 text-2xl font-semibold tracking-tight">Welcome to Wheelhouse</h1>
        <p className="text-md text-muted text-balance">
          Run the routines of your agent companies on schedule, with secrets that only the run gets to see.
        </p>
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          <Button variant="primary" size="lg" autoFocus busy={install.isPending} onClick={() => install.mutate({})}>
            Explore sample company <Kbd keys="enter" />
          </Button>
          <Button size="lg" onClick={onStartEmpty}>
            Start empty
          </Button>
        </div>
        {install.error ? <ErrorLine error={install.error} /> : null}
        <p className="mt-4 text-sm text-faint">Everything stays on this computer.</p>
      </div>
    </div>
  )
}
