/** Everything a client may ask of the host. The only barrel of the tree: clients infer their types from it. */
import { agents } from './agents.ts'
import { companies } from './companies.ts'
import { projects } from './projects.ts'
import { routines } from './routines.ts'
import { runs } from './runs.ts'
import { secrets } from './secrets.ts'
import { settingsContract } from './settings.ts'
import { sample, system } from './system.ts'
import { triggers } from './triggers.ts'
import { vault } from './vault.ts'

export const contract = { system, settings: settingsContract, companies, projects, agents, secrets, vault, routines, triggers, runs, sample }
export type Contract = typeof contract
