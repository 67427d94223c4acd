import { describe, expect, it } from 'vitest'
import css from './tokens.css?raw'

type Theme = Record<string, string>

function readThemes(): Record<'light' | 'dark' | 'contrast', Theme> {
  const light: Theme = {}
  const dark: Theme = {}
  for (const [, name = '', first = '', second = ''] of css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)) {
    light[name] = first
    dark[name] = second
  }
  const block = css.slice(css.indexOf('[data-theme="contrast"]'))
  const contrast = { ...dark }
  for (const [, name = '', value = ''] of block.matchAll(/--([\w-]+): (#\w+);/g)) contrast[name] = value
  return { light, dark, contrast }
}

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function ratio(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const grounds = ['canvas', 'surface', 'sunken', 'hover', 'selected', 'diff-add', 'diff-del']
const texts = ['text', 'text-muted', 'text-faint', 'accent', 'ok', 'warn', 'danger', 'info', 'paused']
const tones = ['accent', 'ok', 'warn', 'danger', 'info', 'paused', 'layer-agent', 'layer-project', 'layer-routine']

function pairs(): [string, string, number][] {
  const all: [string, string, number][] = []
  for (const ground of grounds) {
    for (const text of texts) all.push([text, ground, 4.5])
    all.push(['border-control', ground, 3])
    for (const layer of ['agent', 'project', 'routine']) all.push([`layer-${layer}`, ground, 4.5])
  }
  for (const tone of tones) all.push([tone, `${tone}-bg`, 4.5], ['text', `${tone}-bg`, 4.5], ['text-muted', `${tone}-bg`, 4.5])
  all.push(['on-accent', 'accent', 4.5], ['on-accent', 'accent-hover', 4.5], ['on-danger', 'danger', 4.5], ['on-danger', 'danger-hover', 4.5])
  all.push(['log-text', 'log-bg', 4.5], ['text-muted', 'log-bg', 4.5], ['text-faint', 'log-bg', 4.5])
  for (let n = 0; n < 16; n++) all.push([`ansi-${n}`, 'log-bg', 4.5])
  return all
}

describe('contrast of the semantic tokens', () => {
  const themes = readThemes()

  it('reads every token of every theme', () => {
    expect(Object.keys(themes.light).length).toBeGreaterThan(55)
    expect(Object.keys(themes.dark)).toEqual(Object.keys(themes.light))
  })

  it.each(['light', 'dark', 'contrast'] as const)('holds in the %s theme', (name) => {
    const theme = themes[name]
    const short = pairs()
      .map(([front, back, least]) => ({ front, back, least, got: ratio(theme[front] ?? '', theme[back] ?? '') }))
      .filter(({ got, least }) => !(got >= least))
      .map(({ front, back, least, got }) => `${front} on ${back}: ${got.toFixed(2)} < ${least}`)
    expect(short).toEqual([])
  })

  it('keeps every text of the high-contrast theme at 7:1', () => {
    const low = texts
      .flatMap((text) => grounds.map((ground) => ({ text, ground, got: ratio(themes.contrast[text] ?? '', themes.contrast[ground] ?? '') })))
      .filter(({ got }) => got < 7)
    expect(low).toEqual([])
  })
})
