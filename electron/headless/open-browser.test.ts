import { expect, it } from 'vitest'
import { openingCommand } from './open-browser.ts'

const url = 'http://127.0.0.1:1/open/abc'

it('asks each system in its own way', () => {
  expect(openingCommand(url, 'darwin', {})).toEqual({ command: 'open', args: [url] })
  expect(openingCommand(url, 'win32', {})).toMatchObject({ command: 'rundll32', args: [expect.any(String), url] })
  expect(openingCommand(url, 'linux', { DISPLAY: ':0' })).toEqual({ command: 'xdg-open', args: [url] })
  expect(openingCommand(url, 'linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual({ command: 'xdg-open', args: [url] })
})

it('does not try without a display', () => {
  expect(openingCommand(url, 'linux', { DISPLAY: '' })).toEqual({ reason: 'there is no display' })
})
