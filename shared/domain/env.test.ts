import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Env, type EnvLayer, envLayers } from '../contract/env.ts'
import { layerEnv, sameEnv } from './env.ts'

const strongestFirst: EnvLayer[] = ['routine', 'project', 'agent']

const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'A', 'B', 'PATH', 'a'),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/),
)
const binding = fc.oneof(
  fc.record({ kind: fc.constant('plain' as const), value: fc.string() }),
  fc.record({ kind: fc.constant('secret' as const), secretId: fc.uuid(), version: fc.oneof(fc.constant('latest' as const), fc.integer({ min: 1 })) }),
)
const env: fc.Arbitrary<Env> = fc.uniqueArray(fc.record({ key, binding }), { selector: (entry) => entry.key, maxLength: 12 })
const layers = fc
  .record({ agent: env, project: env, routine: env })
  .chain((envs) => fc.shuffledSubarray([...envLayers]).map((chosen) => chosen.map((layer) => ({ layer, env: envs[layer] }))))

describe('layerEnv', () => {
  it('keeps every definition of every key, strongest layer first', () => {
    fc.assert(
      fc.property(layers, (sources) => {
        const merged = layerEnv(sources)
        expect(new Set(merged.map((entry) => entry.key))).toEqual(new Set(sources.flatMap((source) => source.env.map((entry) => entry.key))))
        expect(new Set(merged.map((entry) => entry.key)).size).toBe(merged.length)
        for (const { key, definitions } of merged) {
          const expected = strongestFirst.flatMap((layer) => {
            const source = sources.find((candidate) => candidate.layer === layer)
            const entry = source?.env.find((candidate) => candidate.key === key)
            return source && entry ? [{ source, binding: entry.binding }] : []
          })
          expect(definitions).toEqual(expected)
        }
      }),
    )
  })

  it('does not depend on the order of layers or of the keys inside one', () => {
    const shuffled = layers.chain((sources) =>
      fc
        .tuple(
          fc.shuffledSubarray(sources, { minLength: sources.length }),
          ...sources.map((source) => fc.shuffledSubarray(source.env, { minLength: source.env.length })),
        )
        .map(([order, ...envs]) => ({ sources, order: order.map((source) => ({ ...source, env: envs[sources.indexOf(source)] ?? [] })) })),
    )
    const plain = (sources: Array<{ layer: EnvLayer; env: Env }>) =>
      layerEnv(sources).map(({ key, definitions }) => ({ key, definitions: definitions.map(({ source, binding }) => [source.layer, binding]) }))
    fc.assert(
      fc.property(shuffled, ({ sources, order }) => {
        expect(plain(order)).toEqual(plain(sources))
      }),
    )
  })

  it('is idempotent: laying out the winners again changes nothing', () => {
    fc.assert(
      fc.property(layers, fc.constantFrom(...envLayers), (sources, layer) => {
        const winners = layerEnv(sources).map(({ key, definitions }) => ({ key, binding: definitions[0].binding }))
        expect(layerEnv([{ layer, env: winners }]).map(({ key, definitions }) => ({ key, binding: definitions[0].binding }))).toEqual(winners)
      }),
    )
  })
})

describe('sameEnv', () => {
  it('ignores order and sees every real difference', () => {
    fc.assert(
      fc.property(env, env, (a, b) => {
        const canonical = (list: Env) =>
          JSON.stringify(
            list
              .map(({ key, binding }) => [key, binding.kind, binding.kind === 'plain' ? binding.value : [binding.secretId, binding.version]])
              .sort((x, y) => (String(x[0]) < String(y[0]) ? -1 : 1)),
          )
        expect(sameEnv(a, [...a].reverse())).toBe(true)
        expect(sameEnv(a, b)).toBe(canonical(a) === canonical(b))
      }),
    )
  })

  it('tells bindings of one key apart by each of their parts', () => {
    const id = '0198f3a0-0000-7000-8000-000000000001'
    const one = (binding: Env[number]['binding']): Env => [{ key: 'K', binding }]
    const latest = one({ kind: 'secret', secretId: id, version: 'latest' })
    expect(sameEnv(latest, one({ kind: 'secret', secretId: id, version: 1 }))).toBe(false)
    expect(sameEnv(latest, one({ kind: 'secret', secretId: id.replace('1', '2'), version: 'latest' }))).toBe(false)
    expect(sameEnv(latest, one({ kind: 'plain', value: id }))).toBe(false)
    expect(sameEnv(one({ kind: 'plain', value: 'a' }), one({ kind: 'plain', value: 'b' }))).toBe(false)
  })
})
