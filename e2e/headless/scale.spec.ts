/** Ten thousand routines and a thousand runs: the window draws what is looked at and counts what is there. */
import type { Locator } from '@playwright/test'
import { multiply } from '../support/many-rows.ts'
import { expect, newCompany, row, runToEnd, test } from './window.ts'

test.setTimeout(120_000)

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
  test.skip(!(await multiply(home, { routineId, runId })), 'needs a database on a Unix socket')
  await open(`/c/${companyId}/routines`, ownHost)
  const grid = page.getByRole('grid', { name: 'Routines' })
  await expect(grid).toHaveAttribute('aria-rowcount', '10001')
  await expect(page.getByText('10,000 routines')).toBeVisible()
  expect(await grid.getByRole('row').count()).toBeLessThan(120)
  await expect(grid.getByRole('checkbox', { name: 'Select the 200 rows read so far, of 10,000' })).toBeVisible()

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

  await grid.getByRole('checkbox', { name: 'Select all 10,000 rows' }).check()
  const bar = page.getByRole('region', { name: 'Selected routines' })
  await expect(bar.getByRole('status')).toHaveText('10,000 selected')
  await expect(bar.getByRole('button', { name: 'Disable 10,000' })).toBeVisible()
  await bar.getByRole('button', { name: 'Clear the selection' }).click()
  await expect(bar).toBeHidden()

  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Filter routines' })).toBeFocused()
  await page.keyboard.type('07777')
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await expect(row(page, 'Routine 07777')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused()
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
