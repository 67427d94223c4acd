/** How the window looks: chosen once, there from the first paint on, over reloads and restarts. */
import { expect, openWindow, test } from './window.ts'

/** Notes the document's look when the body appears, before any module has run. */
const noteFirstPaint = () => {
  new MutationObserver((_, observer) => {
    if (!document.body) return
    observer.disconnect()
    const { theme, density, motion } = document.documentElement.dataset
    Object.assign(window, { firstPaint: { theme, density, motion } })
  }).observe(document, { childList: true, subtree: true })
}

test('theme, density, motion and time hold over a reload and a restart of the host, without a flash', async ({ page, faults, startOwn }) => {
  faults.expect(/ERR_CONNECTION_REFUSED|WebSocket connection/)
  let host = await startOwn()
  await page.addInitScript(noteFirstPaint)
  await openWindow(page, host, '/settings')
  const choose = (group: string, name: string) => page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio', { name, exact: true })
  await choose('Theme', 'Dark').click()
  await choose('Density', 'Compact').click()
  await choose('Motion', 'Reduce').click()
  await choose('Time', 'UTC').click()
  const chosen = { theme: 'dark', density: 'compact', motion: 'reduce' }
  await expect.poll(() => host.client.settings.get({})).toMatchObject({ ...chosen, timeDisplay: 'utc' })
  await page.reload()
  await expect(choose('Theme', 'Dark')).toBeChecked()
  expect(await page.evaluate(() => (window as unknown as { firstPaint: object }).firstPaint)).toEqual(chosen)
  await expect(page.getByRole('main').getByText(/UTC$/).first()).toBeVisible()

  await host.stop()
  host = await startOwn()
  await openWindow(page, host, '/settings')
  await expect(choose('Density', 'Compact')).toBeChecked()
  await expect(choose('Time', 'UTC')).toBeChecked()
  await expect.poll(() => page.evaluate(() => ({ ...document.documentElement.dataset }))).toMatchObject(chosen)
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await canvas()
  await page.emulateMedia({ colorScheme: 'light' })
  await choose('Theme', 'System').click()
  await expect.poll(canvas).not.toBe(dark)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(canvas).toBe(dark)
})

test('health names every check, about says where things are', async ({ host, open, page }) => {
  await open('/health')
  const { checks } = await host.client.system.health({})
  for (const { title } of checks) await expect(page.getByRole('main').getByText(title, { exact: true }).first()).toBeVisible()
  await open('/settings/about')
  await expect(page.getByRole('main')).toContainText(host.home)
  await expect(page.getByRole('main')).toContainText('0.1.0')
})
