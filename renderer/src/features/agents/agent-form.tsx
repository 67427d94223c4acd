import { Copyable } from '../../ui/copy.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { Section } from '../../ui/section.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { ArgsEditor } from './args-editor.tsx'
import { commandLine } from './command-line.ts'
import { type AgentDraft, limits } from './draft.ts'

export interface AgentFormProps {
  draft: AgentDraft
  /** Messages by the path of the field they belong to. */
  errors: Readonly<Record<string, string>>
  onEdit: (patch: Partial<AgentDraft>) => void
  onSubmit: () => void
}

/** What an agent is called and what it starts. */
export function AgentForm({ draft, errors, onEdit, onSubmit }: AgentFormProps) {
  return (
    <form
      noValidate
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <Section title="Agent">
        <div className="grid gap-4 lg:grid-cols-2">
          <TextField label="Name" value={draft.name} onChange={(name) => onEdit({ name })} error={errors['name']} />
          <TextArea
            label="Description"
            optional
            rows={1}
            value={draft.description}
            onChange={(description) => onEdit({ description })}
            error={errors['description']}
          />
        </div>
      </Section>
      <Section title="Process" description="Started for every run on this computer, without a shell, in a group of its own.">
        <ProcessFields draft={draft} errors={errors} onEdit={onEdit} />
      </Section>
      {/* Enter in a field submits only when the form has a submit button; the one that shows is in the save bar. */}
      <button type="submit" hidden />
    </form>
  )
}

function ProcessFields({ draft, errors, onEdit }: Omit<AgentFormProps, 'onSubmit'>) {
  return (
    <div className="flex flex-col gap-4">
      <TextField
        label="Command"
        mono
        value={draft.command}
        onChange={(command) => onEdit({ command })}
        error={errors['adapter.command']}
        hint="An absolute path, or a name found on PATH."
      />
      <ArgsEditor value={draft.args} onChange={(args) => onEdit({ args })} hint="A routine’s own arguments follow." error={errors['adapter.args']} />
      <div className="grid gap-4 lg:grid-cols-[2fr_1fr_1fr]">
        <TextField
          label="Working folder"
          optional
          mono
          value={draft.cwd}
          onChange={(cwd) => onEdit({ cwd })}
          error={errors['adapter.cwd']}
          hint="Absolute. Left empty, each run gets a private folder."
        />
        <NumberField
          label="Time limit"
          unit="s"
          {...limits.timeoutSec}
          value={draft.timeoutSec}
          onChange={(timeoutSec) => onEdit({ timeoutSec })}
          error={errors['adapter.timeoutSec']}
          hint="Then it ends as timed out."
        />
        <NumberField
          label="Grace"
          unit="s"
          {...limits.graceSec}
          value={draft.graceSec}
          onChange={(graceSec) => onEdit({ graceSec })}
          error={errors['adapter.graceSec']}
          hint="From asked to end to killed."
        />
      </div>
      {draft.command.trim() && (
        <p className="flex min-w-0 items-baseline gap-3 rounded-card bg-sunken px-3 py-1.5">
          <span className="shrink-0 text-sm text-muted">Starts</span>
          <Copyable value={commandLine(draft.command.trim(), draft.args)} label="command line" className="flex-1" />
        </p>
      )}
    </div>
  )
}
