/** Turns a claimed run into what is to be started: program, arguments, folder and env layers, from its own revision. */
import type { Adapter } from '#shared/contract/agents.ts'
import type { LayerSource } from '../../ports/work.ts'
import type { RunFolder } from './folder.ts'
import type { ClaimedRun, QueueStore } from './queue-store.ts'
import { neverStarted } from './sentences.ts'
import type { Ending } from './store.ts'

export interface Launch {
  command: string
  args: string[]
  cwd: string
}

export interface RunPlan {
  adapter: Adapter
  agentId: string
  launch: Launch
  layers: LayerSource[]
}

/** Answers an ending instead when the run cannot or should not start. */
export async function planRun(store: QueueStore, run: ClaimedRun, folder: RunFolder): Promise<RunPlan | Ending> {
  const found = await store.plan(run)
  if (!found) return neverStarted('failed', 'spawn_failed', 'The revision of this run is gone.')
  const { snapshot, agent, project, deletedAt, createdAt, createdBy } = found
  if (deletedAt) return neverStarted('cancelled', 'cancelled', 'The routine was deleted before this run started.')
  if (!agent) return neverStarted('failed', 'spawn_failed', `The agent of this revision is gone. Start a run of the current revision instead.`)
  // Going on without the project's layer would run the program with other settings than the revision says.
  if (snapshot.projectId && !project) {
    return neverStarted('failed', 'env_unresolved', 'The project of this revision is gone, and with it a part of its environment.')
  }
  const { adapter } = agent
  const layers: LayerSource[] = [
    { layer: 'agent', sourceId: agent.id, sourceName: agent.name, env: agent.env, changedAt: agent.envChangedAt, changedBy: agent.envChangedBy },
    { layer: 'routine', sourceId: run.routineId, sourceName: snapshot.name, env: snapshot.env, changedAt: createdAt, changedBy: createdBy },
  ]
  if (project) {
    const { id: sourceId, name: sourceName, env, envChangedAt: changedAt, envChangedBy: changedBy } = project
    layers.push({ layer: 'project', sourceId, sourceName, env, changedAt, changedBy })
  }
  return {
    adapter,
    agentId: agent.id,
    launch: { command: adapter.command, args: [...adapter.args, ...snapshot.args], cwd: adapter.cwd ?? folder.work },
    layers,
  }
}
