/** Every address and every overlay, in both themes: what a screen reader, a keyboard and a shaky hand need. */
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import type { Client } from '../../electron/transport/socket-client.ts'
import { expect, heading, openWindow, row, test } from './window.ts'

test.setTimeout(300_000)

/**
 * What Base UI does while a popup is open, which axe cannot tell from a fault: focus guards that hand the focus on, a
 * page behind an open list that is hidden from screen readers, and popups that hang from the body.
 */
const popupHabits = ['aria-hidden-focus', 'page-has-heading-one', 'region']

async function violations(page: Page, where: string, allowed: string[] = []): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).disableRules(allowed).analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${where}: ${id}: ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim()}`),
  )
}

/** The sample company and an address of every kind inside it. */
async function everyAddress(client: Client): Promise<string[]> {
  const { companyId } = await client.sample.install({})
  const [agents, projects, secrets, { items: routines }, { items: runs }] = await Promise.all([
    client.agents.list({ companyId }),
    client.projects.list({ companyId }),
    client.secrets.list({ companyId }),
    client.routines.list({ companyId }),
    client.runs.list({ companyId }),
  ])
  const routine = routines.find(({ name }) => name === 'Hello report')?.id
  const failed = runs.find(({ status }) => status === 'failed')
  const inside = ['routines', 'routines/new', 'runs', 'agents', 'projects', 'secrets', 'secrets/access', 'runs?q=nothing']
  inside.push(`agents/${agents[0]?.id}`, `projects/${projects[0]?.id}`, `secrets/${secrets[0]?.id}`, `runs/${failed?.id}`)
  inside.push(...['', '/triggers', '/secrets', '/runs', '/history'].map((tab) => `routines/${routine}${tab}`))
  // Any run of the same routine will do: what matters is that the page is there.
  const other = runs.find(({ id, routineId }) => id !== failed?.id && routineId === failed?.routineId)
  inside.push(`runs/${failed?.id}/compare/${other?.id}`)
  const outside = ['/?setup=new', '/companies', '/settings', '/settings/about', '/settings/vault', '/health', '/nowhere']
  return [...outside, ...inside.map((path) => `/c/${companyId}/${path}`)]
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' })

    test('axe finds nothing on any address', async ({ host, open, page }) => {
      const found: string[] = []
      for (const path of await everyAddress(host.client)) {
        await open(path)
        await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()
        await expect(page.getByRole('main').locator('[aria-busy=true]')).toHaveCount(0)
        found.push(...(await violations(page, path)))
      }
      expect(found).toEqual([])
    })

    test('axe finds nothing in an open menu, list, dialog or message', async ({ host, open, page }) => {
      const { companyId } = await host.client.sample.install({})
      const { items } = await host.client.routines.list({ companyId })
      const hello = items.find(({ name }) => name === 'Hello report')?.id
      const found: string[] = []
      const shows = async (what: Locator, where: string) => {
        await expect(what).toBeVisible()
        found.push(...(await violations(page, where, popupHabits)))
        await page.keyboard.press('Escape')
        await expect(what).toBeHidden()
      }
      await open(`/c/${companyId}/routines`)
      await page.keyboard.press('ControlOrMeta+k')
      await shows(page.getByRole('combobox', { name: 'Search or run a command' }), 'palette')
      await page.keyboard.press('?')
      await shows(page.getByRole('dialog', { name: 'Keyboard shortcuts' }), 'shortcut sheet')
      await page.getByRole('button', { name: /^Company .*, switch$/ }).click()
      await shows(page.getByRole('menu'), 'company menu')
      await row(page, 'Hello report').getByRole('button', { name: 'Actions for Hello report' }).click()
      await shows(page.getByRole('menu'), 'row menu')
      await page.getByRole('combobox', { name: 'Status' }).click()
      await shows(page.getByRole('listbox'), 'select')
      await page.getByRole('note', { name: 'Sample data' }).getByRole('button', { name: 'Remove' }).click()
      await shows(page.getByRole('button', { name: 'Remove sample company' }), 'popover')
      await row(page, 'Sync orders').getByRole('switch').click()
      await expect(page.getByRole('dialog').filter({ hasText: /abled Sync orders/ })).toBeVisible()
      found.push(...(await violations(page, 'message')))
      await open(`/c/${companyId}/routines/${hello}`)
      await page.getByRole('combobox', { name: /^Agent/ }).click()
      await shows(page.getByRole('listbox'), 'combobox')
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await shows(page.getByRole('dialog', { name: 'Delete routine Hello report' }), 'dialog with a name to type')
      await page.getByLabel('Name', { exact: true }).fill('Changed')
      await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeVisible()
      found.push(...(await violations(page, 'save bar')))
      await page.getByRole('button', { name: 'Discard' }).click()
      await page.getByRole('navigation', { name: 'Routine', exact: true }).getByRole('link', { name: 'Triggers' }).click()
      await page.getByRole('button', { name: 'Add schedule' }).click()
      await expect(page.getByRole('table', { name: 'Next runs' }).last()).toBeVisible()
      await page.getByLabel('Cron expression').fill('61 * * * *')
      await expect(page.getByLabel('Cron expression')).toHaveAttribute('aria-invalid', 'true')
      await shows(page.getByRole('dialog', { name: 'Add a schedule' }), 'form with a fault')
      await open(`/c/${companyId}/secrets`)
      await page.getByRole('button', { name: 'New secret' }).click()
      await shows(page.getByRole('dialog', { name: 'New secret' }), 'new secret')
      expect(found).toEqual([])
    })
  })
}

/** Targets smaller than 24 px that stand closer than 24 px to another; links inside a sentence are exempt. */
function cramped(): string[] {
  const selector = 'a[href], button, input:not([type=hidden]), textarea, [role=switch], [role=checkbox], [role=radio], [role=option], [role=menuitem]'
  const shown = [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => {
    const style = getComputedStyle(element)
    const hidden = element.closest('[aria-hidden=true], [inert]') !== null || style.visibility === 'hidden' || style.pointerEvents === 'none'
    return !hidden && element.checkVisibility() && element.getBoundingClientRect().width > 1
  })
  const boxes = shown.map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    const inText =
      getComputedStyle(element).display === 'inline' && (element.parentElement?.textContent ?? '').length > (element.textContent ?? '').length
    return { element, x: left + width / 2, y: top + height / 2, left, top, width, height, small: !inText && (width < 24 || height < 24) }
  })
  const reach = (from: { x: number; y: number }, to: (typeof boxes)[number]) => {
    const dx = Math.max(to.left - from.x, 0, from.x - to.left - to.width)
    const dy = Math.max(to.top - from.y, 0, from.y - to.top - to.height)
    return to.small ? Math.hypot(from.x - to.x, from.y - to.y) / 2 : Math.hypot(dx, dy)
  }
  return boxes
    .filter(
      (box) =>
        box.small &&
        box.top > 0 &&
        boxes.some(
          (other) => other !== box && !other.element.contains(box.element) && !box.element.contains(other.element) && reach(box, other) < 12,
        ),
    )
    .map(({ element, width, height }) => `${element.ariaLabel ?? element.textContent?.slice(0, 30)} ${Math.round(width)}×${Math.round(height)}`)
}

/** Elements that would move or fade: a running animation, or a transition that takes time. */
function restless(): string[] {
  const moving = document.getAnimations().map((animation) => (animation.effect as KeyframeEffect | null)?.target?.className ?? 'animation')
  const waiting = [...document.querySelectorAll('*')].filter((element) => {
    const { transitionDuration, animationName, animationDuration } = getComputedStyle(element)
    const seconds = (text: string) => Math.max(...text.split(',').map((part) => Number.parseFloat(part)))
    return seconds(transitionDuration) > 0.001 || (animationName !== 'none' && seconds(animationDuration) > 0.001)
  })
  return [...moving, ...waiting.map((element) => element.className)].map(String)
}

test('in compact density every target is large or lonely enough; with reduced motion nothing moves', async ({ ownHost, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await ownHost.client.settings.update({ density: 'compact' })
  const found: string[] = []
  for (const path of await everyAddress(ownHost.client)) {
    await openWindow(page, ownHost, path)
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()
    await expect(page.getByRole('main').locator('[aria-busy=true]')).toHaveCount(0)
    found.push(...(await page.evaluate(cramped)).map((target) => `${path}: ${target}`))
    found.push(...(await page.evaluate(restless)).map((target) => `${path} moves: ${target}`))
  }
  expect(found).toEqual([])
})

test('a routine is made and run without a mouse', async ({ host, acme, open, page }) => {
  const tabTo = async (target: Locator) => {
    for (let step = 0; step < 60; step++) {
      if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return
      await page.keyboard.press('Tab')
    }
    await expect(target).toBeFocused()
  }
  await open(`/c/${acme.companyId}/runs`)
  await expect(heading(page, 'Runs')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(heading(page, 'Routines')).toBeFocused()
  await tabTo(page.getByRole('link', { name: 'New routine' }).first())
  await page.keyboard.press('Enter')
  await expect(heading(page, 'New routine')).toBeVisible()
  await tabTo(page.getByLabel('Name', { exact: true }))
  await page.keyboard.type('By keyboard')
  await tabTo(page.getByRole('button', { name: 'Add argument' }))
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Argument 1', { exact: true })).toBeFocused()
  await page.keyboard.type('console.log("no mouse")')
  await tabTo(page.getByRole('checkbox', { name: 'Run on a schedule' }))
  await page.keyboard.press('Space')
  await expect(page.getByRole('table', { name: 'Next runs' }).getByRole('row')).toHaveCount(6)
  await tabTo(page.getByRole('button', { name: 'Create routine' }))
  await page.keyboard.press('Enter')
  await expect(heading(page, 'By keyboard')).toBeFocused()
  await page.keyboard.press('r')
  await expect(heading(page, /^Run #\d+$/)).toBeFocused()
  await expect(page.getByRole('log').getByText('no mouse')).toBeVisible()
  await tabTo(page.getByRole('log'))
  await page.keyboard.press('Tab')
  await expect(page.getByRole('log')).not.toBeFocused()
  expect((await host.client.routines.list({ companyId: acme.companyId })).items).toMatchObject([{ name: 'By keyboard', triggers: [{}] }])
})
