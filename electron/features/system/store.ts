import { sql } from 'drizzle-orm'
import type { SearchHit } from '#shared/contract/system.ts'
import type { Sql } from '../../ports/sql.ts'

export type SearchStore = ReturnType<typeof searchStore>

const PER_NOUN = 8

/** The text as a LIKE pattern that matches it literally. */
const containing = (query: string) => `%${query.replace(/[\\%_]/g, '\\$&')}%`

type Row = {
  noun: SearchHit['noun']
  id: string
  company_id: string
  title: string
  subtitle: string
  owner_noun: 'agent' | 'project' | 'routine' | null
  owner_id: string | null
}

export function searchStore({ sql: port }: { sql: Sql }) {
  return {
    /** Finds by name, run number and env key; a name that starts with the query comes first. */
    async find(query: string, companyId?: string): Promise<SearchHit[]> {
      const wanted = query.trim()
      if (wanted === '') return []
      const like = containing(wanted)
      const starts = like.slice(1)
      const runNumber = /^#?\d{1,15}$/.test(wanted) ? Number(wanted.replace('#', '')) : null
      const here = companyId ? sql`and c.id = ${companyId}` : sql``
      const named = (noun: string, table: string, condition = sql`true`) => sql`
        (select ${noun} noun, x.id, x.company_id, x.name title, c.name subtitle, null owner_noun, null::uuid owner_id
         from ${sql.identifier(table)} x join companies c on c.id = x.company_id
         where x.name ilike ${like} and ${condition} ${here}
         order by x.name ilike ${starts} desc, lower(x.name) limit ${PER_NOUN})`
      const keys = (noun: 'agent' | 'project' | 'routine', table: string, condition = sql`true`) => sql`
        (select 'env key' noun, x.id, x.company_id, e.entry ->> 'key' title, ${`${noun} `} || x.name subtitle, ${noun} owner_noun, x.id owner_id
         from ${sql.identifier(table)} x join companies c on c.id = x.company_id, jsonb_array_elements(x.env) e (entry)
         where e.entry ->> 'key' ilike ${like} and ${condition} ${here}
         order by e.entry ->> 'key' limit ${PER_NOUN})`

      const { rows } = await port.db.execute<Row>(sql`
        (select 'company' noun, c.id, c.id company_id, c.name title, c.description subtitle, null owner_noun, null::uuid owner_id
         from companies c where c.name ilike ${like} ${here} order by c.name ilike ${starts} desc, lower(c.name) limit ${PER_NOUN})
        union all ${named('routine', 'routines', sql`x.deleted_at is null`)}
        union all ${named('agent', 'agents')}
        union all ${named('project', 'projects')}
        union all ${named('secret', 'company_secrets', sql`x.status <> 'deleted'`)}
        union all (select 'run' noun, x.id, x.company_id, '#' || x.number title, r.name subtitle, null owner_noun, null::uuid owner_id
         from routine_runs x join companies c on c.id = x.company_id join routines r on r.id = x.routine_id
         where x.number = ${runNumber}::bigint ${here})
        union all ${keys('routine', 'routines', sql`x.deleted_at is null`)}
        union all ${keys('agent', 'agents')}
        union all ${keys('project', 'projects')}`)

      return rows.map((row) => ({
        noun: row.noun,
        id: row.id,
        companyId: row.company_id,
        title: row.title,
        subtitle: row.subtitle.slice(0, 200),
        owner: row.owner_noun && row.owner_id ? { noun: row.owner_noun, id: row.owner_id } : null,
      }))
    },
  }
}
