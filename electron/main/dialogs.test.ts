import { describe, expect, it } from 'vitest'
import { systemClock } from '../adapters/node/clock.ts'
import { DatabaseFailure } from '../ports/sql.ts'
import { askToLeave, askToOpen, tellWhyNot } from './dialogs.ts'
import { electronDouble } from './electron-double.ts'
import { HomeBusy } from './shell-host.ts'

const clock = systemClock({ onError: () => {} })

function stage(...answers: number[]) {
  const { electron, events } = electronDouble()
  electron.dialog.answers.push(...answers)
  const shown: Array<{ detail: string; buttons: string[] }> = []
  const dialog = {
    ...electron.dialog,
    showMessageBox(options: { message: string; detail: string; buttons: string[] }) {
      shown.push(options)
      return electron.dialog.showMessageBox(options)
    },
  }
  return { dialog: dialog as never, shell: electron.shell, events, shown, clock }
}

describe('askToOpen', () => {
  it('goes on only when a person says so', async () => {
    expect(await askToOpen(stage(0).dialog, 'example.org')).toBe(true)
    expect(await askToOpen(stage(1).dialog, 'example.org')).toBe(false)
  })
})

describe('askToLeave', () => {
  it('stays unless a person says otherwise', () => {
    expect(askToLeave(stage(0).dialog, {} as never)).toBe(false)
    expect(askToLeave(stage(1).dialog, {} as never)).toBe(true)
  })
})

describe('tellWhyNot', () => {
  it('says what is wrong and what to do', async () => {
    const outside = stage()
    expect(await tellWhyNot(outside, new DatabaseFailure('disk_full', 'The disk is full.', 'Free some space.'))).toBe(1)
    expect(outside.shown[0]?.detail).toBe('The disk is full. Free some space.')
  })

  it('keeps the inside of a fault to the log', async () => {
    const outside = stage()
    expect(await tellWhyNot(outside, new Error('the inside'))).toBe(1)
    expect(outside.shown[0]?.detail).not.toContain('the inside')
  })

  it('offers no address where there is none', async () => {
    const outside = stage(0)
    expect(await tellWhyNot(outside, new HomeBusy('/home/x', 7, null))).toBe(0)
    expect(outside.shown[0]).toMatchObject({ buttons: ['Quit'], detail: expect.stringContaining('process 7') })
    expect(outside.events.some((event) => event.startsWith('open'))).toBe(false)
  })

  it('leaves the other one alone when a person wants to quit', async () => {
    const outside = stage(1)
    const running = { url: 'http://127.0.0.1:1/#token=x', wsUrl: '', token: 'x', pid: 7, version: '1', startedAt: '' }
    expect(await tellWhyNot(outside, new HomeBusy('/home/x', 7, running))).toBe(0)
    expect(outside.events.some((event) => event.startsWith('open'))).toBe(false)
  })
})
