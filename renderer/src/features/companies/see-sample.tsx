import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.tsx'

/** Shows the same page of the sample company, which is added when it is not there. */
export function SeeSample({ page }: { page: 'routines' | 'runs' | 'agents' | 'projects' | 'secrets' }): ReactElement {
  const navigate = useNavigate()
  const install = useMutation(
    useRpc().sample.install.mutationOptions({
      onSuccess: ({ companyId }) => void navigate({ href: `/c/${companyId}/${page}` }),
      onError: (error) => toast.failed("Couldn't add the sample company.", error),
    }),
  )
  return (
    <Button icon={FlaskConical} busy={install.isPending} onClick={() => install.mutate({})}>
      See it with sample data
    </Button>
  )
}
