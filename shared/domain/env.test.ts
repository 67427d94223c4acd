import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Env, type EnvLayer, env as envInput, envLayers, type StoredBinding, type StoredEnv, shownEnv, visibilities } from '../contract/env.ts'
import { layerEnv, sameEnv, settleEnv, showEnv } from './env.ts'

const strongestFirst: EnvLayer[] = ['routine', 'project', 'agent']

const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'A', 'B', 'PATH', 'a'),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/),
)
const binding = fc.oneof(
  fc.record({ kind: fc.constant('plain' as const), visibility: fc.constantFrom(...visibilities), value: fc.string() }),
  fc.record({ kind: fc.constant('secret' as const), secretId: fc.uuid(), version: fc.oneof(fc.constant('latest' as const), fc.integer({ min: 1 })) }),
)
const env: fc.Arbitrary<StoredEnv> = fc.uniqueArray(fc.record({ key, binding }), { selector: (entry) => entry.key, maxLength: 12 })
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
    const plain = (sources: Array<{ layer: EnvLayer; env: StoredEnv }>) =>
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
        const canonical = (list: StoredEnv) =>
          JSON.stringify(
            list
              .map(({ key, binding }) => [
                key,
                binding.kind,
                binding.kind === 'plain' ? [binding.visibility, binding.value] : [binding.secretId, binding.version],
              ])
              .sort((x, y) => (String(x[0]) < String(y[0]) ? -1 : 1)),
          )
        expect(sameEnv(a, [...a].reverse())).toBe(true)
        expect(sameEnv(a, b)).toBe(canonical(a) === canonical(b))
      }),
    )
  })

  it('tells bindings of one key apart by each of their parts', () => {
    const id = '0198f3a0-0000-7000-8000-000000000001'
    const one = (binding: StoredBinding): StoredEnv => [{ key: 'K', binding }]
    const plain = (value: string) => ({ kind: 'plain' as const, visibility: 'visible' as const, value })
    expect(sameEnv(one(plain('a')), one({ ...plain('a'), visibility: 'masked' }))).toBe(false)
    const latest = one({ kind: 'secret', secretId: id, version: 'latest' })
    expect(sameEnv(latest, one({ kind: 'secret', secretId: id, version: 1 }))).toBe(false)
    expect(sameEnv(latest, one({ kind: 'secret', secretId: id.replace('1', '2'), version: 'latest' }))).toBe(false)
    expect(sameEnv(latest, one(plain(id)))).toBe(false)
    expect(sameEnv(one(plain('a')), one(plain('b')))).toBe(false)
  })
})

describe('showEnv and settleEnv', () => {
  it('shows visible values alone, in a shape that the contract lets out', () => {
    fc.assert(
      fc.property(env, (stored) => {
        const shown = showEnv(stored)
        expect(shownEnv.parse(shown)).toEqual(shown)
        for (const [index, { key, binding }] of shown.entries()) {
          const before = stored[index]?.binding
          expect(key).toBe(stored[index]?.key)
          if (binding.kind === 'secret' || before?.kind !== 'plain') expect(binding).toEqual(before)
          else expect(binding).toEqual({ ...before, value: before.visibility === 'visible' ? before.value : null })
        }
      }),
    )
  })

  it('keeps everything when what was shown is saved again', () => {
    fc.assert(
      fc.property(env, (stored) => {
        expect(settleEnv(showEnv(stored), stored)).toEqual({ env: stored })
      }),
    )
  })

  it('takes each key as sent or as stored, and nothing from elsewhere', () => {
    const sent = env.map(
      (entries): Env =>
        entries.map((entry, n) => (n % 3 === 0 && entry.binding.kind === 'plain' ? { ...entry, binding: { ...entry.binding, value: null } } : entry)),
    )
    const hides = ['visible', 'masked', 'write_only']
    fc.assert(
      fc.property(sent, env, (incoming, stored) => {
        const outcome = settleEnv(incoming, stored)
        const known = new Map(stored.map(({ key, binding }) => [key, binding]))
        const kept = incoming.flatMap(({ key, binding }) =>
          binding.kind === 'plain' && binding.value === null ? [{ key, visibility: binding.visibility }] : [],
        )
        const unset = kept.filter(({ key }) => known.get(key)?.kind !== 'plain').map(({ key }) => key)
        const lowered = kept.flatMap(({ key, visibility }) => {
          const before = known.get(key)
          return before?.kind === 'plain' && hides.indexOf(visibility) < hides.indexOf(before.visibility) ? [key] : []
        })
        const expected = incoming.map(({ key, binding }) => {
          const before = known.get(key)
          return {
            key,
            binding: binding.kind === 'plain' && before?.kind === 'plain' ? { ...binding, value: binding.value ?? before.value } : binding,
          }
        })
        expect(outcome).toEqual(unset.length + lowered.length > 0 ? { unset, lowered } : { env: expected })
      }),
    )
  })
})

describe('the contract of a layer', () => {
  const accepts = (key: string, value = 'x') => envInput.safeParse([{ key, binding: { kind: 'plain', value } }]).success

  it.each(['A', '_', 'a1_', '__proto__', 'PATH', 'K'.repeat(128), 'WHEELHOUSE', 'MY_WHEELHOUSE_X'])('accepts the key %.20s', (key) => {
    expect(accepts(key)).toBe(true)
  })
  it.each(['', '1A', 'A-B', 'A.B', 'A B', 'Ä', 'A=B', 'A\n', 'A\0', 'K'.repeat(129), 'WHEELHOUSE_', 'WHEELHOUSE_HOME', 'wheelhouse_home'])(
    'refuses the key %.20j',
    (key) => {
      expect(accepts(key)).toBe(false)
    },
  )
  it('says why a reserved key is refused', () => {
    expect(envInput.safeParse([{ key: 'WHEELHOUSE_HOME', binding: { kind: 'plain', value: 'x' } }]).error?.message).toContain(
      'the host sets them itself',
    )
  })
  it('takes values of 64 KiB, counted in bytes, and no NUL', () => {
    expect([accepts('A', ''), accepts('A', 'x'.repeat(65_536)), accepts('A', 'x'.repeat(65_537))]).toEqual([true, true, false])
    expect([
      accepts('A', 'ä'.repeat(32_768)),
      accepts('A', 'ä'.repeat(32_769)),
      accepts('A', '😀'.repeat(16_384)),
      accepts('A', '😀'.repeat(16_385)),
    ]).toEqual([true, false, true, false])
    expect([accepts('A', 'a\0b'), accepts('A', 'a\nb'), accepts('A', '\ud800')]).toEqual([false, true, false])
  })
  it('takes 256 keys, each once', () => {
    const keys = (count: number) => Array.from({ length: count }, (_, n) => ({ key: `K${n}`, binding: { kind: 'plain', value: 'x' } }))
    expect([envInput.safeParse(keys(256)).success, envInput.safeParse(keys(257)).success]).toEqual([true, false])
    expect(envInput.safeParse([...keys(2), ...keys(1)]).success).toBe(false)
    expect(envInput.safeParse([...keys(1), { key: 'k0', binding: { kind: 'plain', value: 'x' } }]).success).toBe(true)
  })
})
