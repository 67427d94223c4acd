import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Project } from '#shared/contract/projects.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ConflictView } from '../../ui/conflict-view.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { counted } from '../../ui/counted.ts'
import { useDraft } from '../../ui/draft.ts'
import { ErrorLine } from '../../ui/error-line.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { SaveBar } from '../../ui/save-bar.tsx'
import { PageBody, Section } from '../../ui/section.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { LayerSection } from '../agents/layer-section.tsx'
import { RoutinesUsing } from '../agents/routines-using.tsx'
import { type EnvPlace, ReviewChanges, useLayerForm } from '../env/index.tsx'
import { DeleteProject } from './delete-project.tsx'
import { changesOf, countEdits, draftOf, type ProjectDraft, texts } from './draft.ts'
import { LayerContribution } from './layer-contribution.tsx'

/** The page of a project that has been read: one form, saved as a whole. */
export function ProjectDetail({ project }: { project: Project }) {
  const { id, companyId } = project
  const navigate = useNavigate()
  const place = { companyId, layer: 'project' as const, id, name: project.name, routines: project.routines }
  const { form, saving } = useProjectForm(project, place)
  const { draft, conflict } = form
  const [open, setOpen] = useState<'deleting' | 'review' | null>(null)
  const placed = placeErrors(form.error, ['name', 'description', 'env'])
  const nameProblem = draft.value.name.trim() ? undefined : 'Give the project a name.'
  const blocked = [conflict.blocked, nameProblem, form.envProblem, useOfflineReason()].find(Boolean)
  const submit = () => draft.dirty && !blocked && !saving.isPending && form.save()
  return (
    <>
      <ProjectHead project={project} dirty={draft.dirty} onDelete={() => setOpen('deleting')} />
      <PageBody>
        {conflict.differences && (
          <ConflictView
            noun="project"
            differences={conflict.differences}
            busy={saving.isPending}
            invalid={nameProblem ?? form.envProblem}
            onReload={form.discard}
            onOverwrite={form.overwrite}
            onMerge={form.combine}
          />
        )}
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
          place={place}
          description="The middle layer: it wins over the agent’s keys, and a routine that sets the same key wins over it."
          form={form}
          error={placed.beside['env']}
        />
        <RoutinesUsing companyId={companyId} by={{ projectId: id }} none="No routine belongs to this project yet." />
      </PageBody>
      <SaveBar
        count={countEdits(draft.base, draft.value)}
        busy={saving.isPending}
        saveDisabledReason={blocked}
        onSave={form.save}
        onDiscard={form.discard}
        onReview={() => setOpen('review')}
      >
        {placed.rest ? <ErrorLine error={placed.rest} /> : null}
      </SaveBar>
      {open === 'review' && draft.dirty && (
        <ReviewChanges
          fields={form.fields()}
          env={form.changes()}
          activeRuns={null}
          busy={saving.isPending}
          saveDisabledReason={blocked}
          onSave={form.save}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'deleting' && (
        <DeleteProject
          project={project}
          onClose={() => setOpen(null)}
          onDeleted={() => void navigate({ to: '/c/$companyId/projects', params: { companyId } })}
        />
      )}
    </>
  )
}

/** Saves what changed and puts the answer where the page reads it, so that the form never shows the old value again. */
function useProjectForm(project: Project, place: EnvPlace) {
  const { id, companyId } = project
  const current = draftOf(project)
  const draft = useDraft<ProjectDraft>(current)
  const rpc = useRpc()
  const queries = useQueryClient()
  const queryKey = rpc.projects.get.queryKey({ input: { companyId, id } })
  const saving = useMutation(
    rpc.projects.update.mutationOptions({
      // Typed values are not kept longer than the form.
      gcTime: 0,
      onSuccess: (stored) => {
        queries.setQueryData(queryKey, stored)
        draft.accept(draftOf(stored))
      },
    }),
  )
  const form = useLayerForm<ProjectDraft>({
    place,
    draft,
    current,
    texts,
    saving,
    send: (base, value) => saving.mutate({ companyId, id, ...changesOf(base, value), baseVersion: base.version }),
    reread: () => void queries.invalidateQueries({ queryKey }),
  })
  return { form, saving }
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
