import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Project } from '#shared/contract/projects.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import { useDraft } from '../../ui/draft.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { OvertakenBanner } from '../../ui/overtaken-banner.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { SaveBar } from '../../ui/save-bar.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { LayerSection, useLayerProblem } from '../agents/layer-section.tsx'
import { RoutinesUsing } from '../agents/routines-using.tsx'
import { DeleteProject } from './delete-project.tsx'
import { changesOf, countEdits, draftOf } from './draft.ts'
import { LayerContribution } from './layer-contribution.tsx'

/** The page of a project that has been read: one form, saved as a whole. */
export function ProjectDetail({ project }: { project: Project }) {
  const { id, companyId } = project
  const navigate = useNavigate()
  const draft = useDraft(draftOf(project))
  const { save, busy, error } = useSaveProject(project, (stored) => draft.accept(draftOf(stored)))
  const [deleting, setDeleting] = useState(false)
  const placed = placeErrors(error, ['name', 'description', 'env'])
  const nameProblem = draft.value.name.trim() ? undefined : 'Give the project a name.'
  const blocked = [nameProblem, useLayerProblem(companyId, draft.value.env)].find(Boolean)
  const submit = () => draft.dirty && !blocked && !busy && save(changesOf(draft.base, draft.value))
  return (
    <>
      <ProjectHead project={project} dirty={draft.dirty} onDelete={() => setDeleting(true)} />
      <PageBody>
        {draft.overtaken && <OvertakenBanner noun="project" onReload={draft.discard} />}
        <LayerContribution keys={project.env.length} routines={project.routines} />
        <Section title="Project">
          <div className="grid gap-4 lg:grid-cols-2">
            <TextField
              label="Name"
              value={draft.value.name}
              onChange={(name) => draft.edit({ name })}
              onEnter={submit}
              error={nameProblem ?? placed.beside['name']}
            />
            <TextArea
              label="Description"
              optional
              rows={1}
              value={draft.value.description}
              onChange={(description) => draft.edit({ description })}
              error={placed.beside['description']}
            />
          </div>
        </Section>
        <LayerSection
          companyId={companyId}
          description="The middle layer: it wins over the agent’s keys, and a routine that sets the same key wins over it."
          value={draft.value.env}
          onChange={(env) => draft.edit({ env })}
          error={placed.beside['env']}
        />
        <RoutinesUsing companyId={companyId} by={{ projectId: id }} none="No routine belongs to this project yet." />
      </PageBody>
      <SaveBar count={countEdits(draft.base, draft.value)} busy={busy} saveDisabledReason={blocked} onSave={submit} onDiscard={draft.discard}>
        {placed.rest ? <ErrorLine error={placed.rest} /> : null}
      </SaveBar>
      {deleting && (
        <DeleteProject
          project={project}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/c/$companyId/projects', params: { companyId } })}
        />
      )}
    </>
  )
}

/** Saves what changed and puts the answer where the page reads it, so that the form never shows the old value again. */
function useSaveProject({ id, companyId }: Project, onSaved: (project: Project) => void) {
  const rpc = useRpc()
  const queries = useQueryClient()
  const update = useMutation(
    rpc.projects.update.mutationOptions({
      onSuccess: (stored) => {
        queries.setQueryData(rpc.projects.get.queryKey({ input: { companyId, id } }), stored)
        onSaved(stored)
      },
    }),
  )
  return {
    save: (changes: ReturnType<typeof changesOf>) => update.mutate({ companyId, id, ...changes }),
    busy: update.isPending,
    error: update.error,
  }
}

function ProjectHead({ project, dirty, onDelete }: { project: Project; dirty: boolean; onDelete: () => void }) {
  return (
    <PageHeader
      title={project.name}
      kind="Project"
      meta={
        <>
          <span>{counted(project.routines, 'routine')}</span>
          <span>{counted(project.env.length, 'env key')}</span>
          <Copyable value={project.id} label="project id">
            {project.id.slice(0, 8)}
          </Copyable>
        </>
      }
      actions={
        <Button icon={Trash2} disabledReason={dirty ? 'Save or discard your changes first.' : undefined} onClick={onDelete}>
          Delete
        </Button>
      }
    />
  )
}
