import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate } from './menu.ts'

function build(platform: NodeJS.Platform, devTools = false) {
  const called: unknown[] = []
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void called.push([name, ...args])
  const commands = {
    go: note('go'),
    press: note('press'),
    reload: note('reload'),
    showWindow: note('showWindow'),
    openFolder: note('openFolder'),
  }
  const template = menuTemplate({ platform, appName: 'Wheelhouse', devTools, commands })
  const items = template.flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[])
  const click = (label: string) => {
    const item = items.find((each) => each.label === label)
    expect([label, typeof item?.click]).toEqual([label, 'function'])
    const press = item?.click as (() => void) | undefined
    press?.()
  }
  return { template, items, called, click }
}

describe('menuTemplate', () => {
  it('has the menus each system expects', () => {
    const labels = (platform: NodeJS.Platform) => build(platform).template.map(({ label }) => label?.replace('&', ''))
    expect(labels('darwin')).toEqual(['Wheelhouse', 'File', 'Edit', 'View', 'Window', 'Help'])
    expect(labels('win32')).toEqual(['File', 'Edit', 'View', 'Window', 'Help'])
    expect(labels('linux')).toEqual(labels('win32'))
  })

  it('has settings and quit on every system, once', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      const { items } = build(platform)
      expect(items.filter(({ label }) => label === 'Settings…').map(({ accelerator }) => accelerator)).toEqual(['CommandOrControl+,'])
      expect(items.filter(({ role }) => role === 'quit')).toHaveLength(1)
    }
  })

  it('gives no key to two commands', () => {
    for (const platform of ['darwin', 'win32'] as const) {
      const keys = build(platform).items.flatMap(({ accelerator }) => (accelerator ? [accelerator] : []))
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  it('offers developer tools only where they are allowed, and never Chromium’s own reload', () => {
    const roles = (devTools: boolean) => build('linux', devTools).items.map(({ role }) => role)
    expect(roles(false)).not.toContain('toggleDevTools')
    expect(roles(true)).toContain('toggleDevTools')
    expect(roles(true)).not.toContain('reload')
    expect(roles(true)).not.toContain('forceReload')
  })

  it('passes keys of the page on, with the modifier of the system', () => {
    const mac = build('darwin')
    mac.click('Command Palette…')
    expect(mac.called).toEqual([['press', { keyCode: 'K', modifiers: ['meta'] }]])
    const windows = build('win32')
    windows.click('Fold Sidebar')
    expect(windows.called).toEqual([['press', { keyCode: 'B', modifiers: ['control'] }]])
  })

  it('does what its labels say', () => {
    const { click, called } = build('linux')
    for (const label of ['Settings…', 'Companies', 'Health', 'Reload', 'Open Logs Folder', 'Open Data Folder']) click(label)
    expect(called).toEqual([
      ['press', { keyCode: ',', modifiers: ['control'] }],
      ['go', '/companies'],
      ['go', '/health'],
      ['reload'],
      ['openFolder', 'logs'],
      ['openFolder', 'home'],
    ])
  })
})
