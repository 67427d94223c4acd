/** Ten thousand routines and a thousand runs: the window draws what is looked at and counts what is there. */
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { connectionTo, withClient } from '../../electron/adapters/postgres/connect.ts'
import { readPidFile } from '../../electron/adapters/postgres/pid-file.ts'
import { expect, newCompany, row, runToEnd, test } from './window.ts'

test.setTimeout(120_000)

/** Copies one routine and one run until there are many, in the database itself: by the contract it would take minutes. */
async function multiply(home: string, { routineId, runId }: { routineId: string; runId: string }): Promise<void> {
  const socketFolder = (await readPidFile(join(home, 'db')))?.socketFolder
  if (!socketFolder) return test.skip(true, 'needs a database on a Unix socket')
  await withClient(await connectionTo({ kind: 'socket', folder: socketFolder }), async (sql) => {
    await sql.query('begin')
    await sql.query(
      `create temp table made on commit drop as
       select gen_random_uuid() as routine, gen_random_uuid() as revision, 'Routine ' || to_char(n, 'FM00000') as name from generate_series(1, 9999) n`,
    )
    await sql.query(
      `insert into routines (id, company_id, agent_id, name, args, env, enabled, revision_id, revision_number)
       select made.routine, company_id, agent_id, made.name, args, env, enabled, made.revision, 1 from routines, made where id = $1`,
      [routineId],
    )
    await sql.query(
      `insert into routine_revisions (id, company_id, routine_id, number, snapshot, changed, created_by)
       select made.revision, company_id, made.routine, 1, snapshot, changed, created_by from routine_revisions, made where routine_id = $1`,
      [routineId],
    )
    await sql.query(
      `insert into routine_runs (id, company_id, routine_id, routine_revision_id, agent_id, source, actor, status, reason, exit_code, queued_at, started_at, finished_at, duration_ms)
       select gen_random_uuid(), company_id, routine_id, routine_revision_id, agent_id, source, actor, status, reason, exit_code, queued_at, started_at, finished_at, duration_ms
       from routine_runs, generate_series(2, 1000) where id = $1`,
      [runId],
    )
    await sql.query('commit')
    await sql.query('analyze')
  })
}

/** Scrolls to the end again whenever more rows were read, as somebody who holds the key down does. */
function keepAtEnd(grid: Locator): Promise<void> {
  return grid.evaluate((element) => {
    const toEnd = () => {
      element.scrollTop = element.scrollHeight
      if (element.isConnected && !element.querySelector(`[aria-rowindex="${element.ariaRowCount}"]`)) requestAnimationFrame(toEnd)
    }
    toEnd()
  })
}

test('ten thousand routines scroll to their end and are found by name; a thousand runs do too', async ({ ownHost, open, page }) => {
  const { client, home } = ownHost
  const { companyId, agentId } = await newCompany(client, 'Vast')
  const { id: routineId } = await client.routines.create({ companyId, name: 'Routine 00000', agentId, args: ['1'] })
  const { id: runId } = await runToEnd(client, companyId, routineId)
  await multiply(home, { routineId, runId })
  await open(`/c/${companyId}/routines`, ownHost)
  const grid = page.getByRole('grid', { name: 'Routines' })
  await expect(grid).toHaveAttribute('aria-rowcount', '10001')
  await expect(page.getByText('10,000 routines')).toBeVisible()
  expect(await grid.getByRole('row').count()).toBeLessThan(120)

  const frames = await grid.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        const started = performance.now()
        let count = 0
        const frame = () => {
          element.scrollTop += 40
          count++
          const passed = performance.now() - started
          if (passed < 2_000) requestAnimationFrame(frame)
          else resolve((count * 1_000) / passed)
        }
        requestAnimationFrame(frame)
      }),
  )
  test.info().annotations.push({ type: 'frames per second while scrolling', description: frames.toFixed(1) })

  const end = row(page, 'Routine 09999')
  await keepAtEnd(grid)
  await expect(end).toBeInViewport({ timeout: 60_000 })
  await expect(end).toHaveAttribute('aria-rowindex', '10001')
  expect(await grid.getByRole('row').count()).toBeLessThan(120)

  await page.keyboard.press('/')
  await page.keyboard.type('07777')
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await expect(row(page, 'Routine 07777')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('Routine 04242')
  await expect(page.getByRole('option', { name: /^Routine 04242/ })).toBeVisible()
  await page.keyboard.press('Escape')

  await open(`/c/${companyId}/runs`, ownHost)
  const runs = page.getByRole('grid', { name: 'Runs' })
  await expect(runs).toHaveAttribute('aria-rowcount', '1001')
  await keepAtEnd(runs)
  await expect(row(page, 'Run 1')).toBeInViewport({ timeout: 30_000 })
  expect(await runs.getByRole('row').count()).toBeLessThan(120)
})
