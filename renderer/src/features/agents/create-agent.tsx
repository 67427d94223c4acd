import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Agent } from '#shared/contract/agents.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { TextField } from '../../ui/text-field.tsx'
import { ArgsEditor } from './args-editor.tsx'
import { inputOf, newAgentDraft, problemsOf } from './draft.ts'

export interface CreateAgentProps {
  companyId: string
  onClose: () => void
  onCreated: (agent: Agent) => void
}

/** Asks for what an agent cannot do without; the rest has defaults and is edited on its page. */
export function CreateAgent({ companyId, onClose, onCreated }: CreateAgentProps) {
  const [draft, setDraft] = useState(newAgentDraft)
  const first = useRef<HTMLInputElement>(null)
  const create = useMutation(useRpc().agents.create.mutationOptions({ onSuccess: onCreated }))
  const { beside, rest } = placeErrors(create.error, ['name', 'adapter.command', 'adapter.args'])
  const edit = (patch: Partial<typeof draft>) => setDraft({ ...draft, ...patch })
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      initialFocus={first}
      title="New agent"
      description="A program on this computer. Its time limit and environment have defaults that you can change afterwards."
      submitLabel="Create agent"
      submitDisabledReason={Object.values(problemsOf(draft))[0]}
      busy={create.isPending}
      error={rest}
      onSubmit={() => create.mutate({ companyId, ...inputOf(draft) })}
    >
      <TextField label="Name" value={draft.name} onChange={(name) => edit({ name })} error={beside['name']} inputRef={first} />
      <TextField
        label="Command"
        mono
        value={draft.command}
        onChange={(command) => edit({ command })}
        error={beside['adapter.command']}
        placeholder="node"
        hint="An absolute path, or a name found on PATH. No shell is involved."
      />
      <ArgsEditor value={draft.args} onChange={(args) => edit({ args })} hint="A routine’s own arguments follow." error={beside['adapter.args']} />
    </DialogForm>
  )
}
