import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Env, EnvBinding } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { rawText, readRaw } from './raw-text.ts'

const secrets = [{ id: 's1', name: 'Stripe', version: 7, fingerprint: '9f3ac210' }] as Secret[]
const prints = new Map([
  ['STRIPE', '9f3ac210'],
  ['FOOTER', '04be77c1'],
])
const layer: Env = [
  { key: 'PORT', binding: { kind: 'plain', visibility: 'visible', value: '80' } },
  { key: 'FOOTER', binding: { kind: 'plain', visibility: 'masked', value: null } },
  { key: 'STRIPE', binding: { kind: 'secret', secretId: 's1', version: 'latest' } },
]
const text = 'PORT=80\nFOOTER=‹keep masked · 04be…›\nSTRIPE=‹keep v7 · 9f3a…›\n'
const read = (from: string) => readRaw(from, layer, prints, secrets)

describe('a layer as text', () => {
  it('shows markers for what is hidden, and takes them back as what is kept', () => {
    expect(rawText(layer, prints, secrets)).toBe(text)
    expect(read(text)).toEqual({ env: layer, errors: [], warnings: [] })
  })

  it('is what the layer becomes, exactly', () => {
    const { env, errors } = read('STRIPE=‹keep v7 · 9f3a…›\nFOOTER=new\nMORE=1\n')
    expect(errors).toEqual([])
    expect(env).toEqual([
      layer[2],
      { key: 'FOOTER', binding: { kind: 'plain', visibility: 'masked', value: 'new' } },
      { key: 'MORE', binding: { kind: 'plain', visibility: 'visible', value: '1' } },
    ])
  })

  it('refuses markers that are not those of their key, by line', () => {
    const edited = read('PORT=80\nFOOTER=‹keep masked · ffff…›\nSTRIPE=‹keep v6 · 9f3a…›\nOTHER=‹keep v7 · 9f3a…›\nPORT2=‹keep')
    expect(edited.errors.map(({ line }) => line)).toEqual([2, 3, 4, 5])
    expect(edited.errors[1]?.message).toBe('This is not what is kept under STRIPE. Put back ‹keep v7 · 9f3a…›, or write a value instead.')
    expect(edited.env.map(({ key }) => key)).toEqual(['PORT'])
  })

  it('refuses two of one key and lines that are none', () => {
    expect(read('A=1\nA=2\nnonsense here\n').errors.map(({ line }) => line)).toEqual([1, 3])
  })

  it('never shows a hidden value that was typed and not saved yet', () => {
    const typed: Env = [{ key: 'FOOTER', binding: { kind: 'plain', visibility: 'write_only', value: 'hush' } }]
    const written = rawText(typed, prints, secrets)
    expect(written).not.toContain('hush')
    expect(readRaw(written, typed, prints, secrets).env).toEqual(typed)
  })

  // biome-ignore lint/suspicious/noTemplateCurlyInString: text that looks like a placeholder is what is tried
  const odd = ['', '‹keep v7›', 'a#b', "'", '"', '\\n', 'a\r\nb', '${A}', ' x ', '`', '{']

  it('brings back every visible text', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...odd))
    const usable = value.filter((one) => !one.includes('\0') && one.isWellFormed())
    fc.assert(
      fc.property(fc.array(usable, { maxLength: 5 }), (values) => {
        const env = values.map((one, at) => ({ key: `K${at}`, binding: { kind: 'plain', visibility: 'visible', value: one } satisfies EnvBinding }))
        const back = readRaw(rawText(env, new Map(), []), env, new Map(), [])
        expect(back.errors).toEqual([])
        expect(back.env).toEqual(env)
      }),
    )
  })
})
