import { describe, expect, it } from 'vitest'
import { InputError, millis, type Stance } from '../domain/index.ts'
import { type FeatureValue, featureSource } from '../features/index.ts'
import type { StrategyView } from './contract/strategy.ts'
import { STRATEGIES, strategyById, strategyCatalog } from './registry.ts'

interface Facts {
  readonly values: Readonly<Record<string, number | null>>
  readonly price?: number | null
  readonly previous?: Stance
  readonly age?: number | null
}

/** A view over given numbers; asking for an undeclared alias fails. */
function viewOf({ values, price = 100, previous = 'neutral', age = 0 }: Facts): StrategyView {
  return Object.freeze({
    at: millis(1_000),
    close: price,
    mid: price,
    previous,
    feature(alias: string): FeatureValue {
      const value = values[alias]
      if (value === undefined) throw new RangeError(`undeclared ${alias}`)
      return { feature: alias, value, source: 'test', asOf: millis(1_000), age }
    },
  })
}

function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Where a feature's values lie, for those that are not prices around 100. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  imbalance: [-1, 1],
  flow: [-1, 1],
  pressure: [-1, 1],
  lean: [-1, 1],
  score: [-1, 1],
  direction: [-1, 1],
  efficiency: [0, 1],
  probability: [-0.1, 1.1],
  spread: [-0.1, 6],
  percentB: [-0.5, 1.5],
  histogram: [-2, 2],
  roc: [-3, 3],
  volume: [0, 4],
  atr: [0, 2],
  short: [0, 3],
  long: [0, 2],
  vwap: [95, 105],
  middle: [97, 103],
  average: [95, 105],
  line: [95, 105],
  upper: [99, 103],
  lower: [97, 101],
  move: [-60, 60],
  fast: [98, 102],
  slow: [98, 102],
}
/** The next cross is its exit, so it names no price. */
const WITHOUT_STOP = ['ema-cross']

for (const strategy of STRATEGIES) {
  const { descriptor } = strategy
  describe(`strategy ${descriptor.id}`, () => {
    const configured = strategy.configure()
    const aliases = Object.keys(configured.features)
    const sample = (random: () => number): Record<string, number> =>
      Object.fromEntries(
        aliases.map((alias) => {
          const [low, high] = RANGES[alias] ?? [0, 100]
          return [alias, low + random() * (high - low)]
        }),
      )

    it('describes itself as plain data with defaults inside their ranges', () => {
      expect(JSON.parse(JSON.stringify(descriptor))).toEqual(descriptor)
      expect(descriptor.id).toMatch(/^[a-z][a-z-]+$/)
      for (const text of [descriptor.title, descriptor.family]) expect(text.length).toBeGreaterThan(4)
      for (const text of [descriptor.idea, descriptor.suits, descriptor.weakness]) expect(text.length).toBeGreaterThan(25)
      for (const spec of Object.values(descriptor.parameters)) {
        if (spec.kind === 'choice') expect(spec.choices).toContain(spec.default)
        else {
          expect(spec.default).toBeGreaterThanOrEqual(spec.min)
          expect(spec.default).toBeLessThanOrEqual(spec.max)
        }
      }
    })

    it('declares the warm-up that its features need, whatever the parameters', () => {
      const specs = Object.entries(descriptor.parameters)
      const variants: readonly Readonly<Record<string, unknown>>[] = [
        {},
        ...specs.flatMap(([name, spec]) => {
          const extremes: readonly (string | number)[] = spec.kind === 'choice' ? spec.choices : [spec.min, spec.max]
          return extremes.map((value) => ({ [name]: value }))
        }),
      ]
      let checked = 0
      for (const given of variants) {
        let variant: ReturnType<typeof strategy.configure>
        try {
          variant = strategy.configure(given)
        } catch (error) {
          // Some extremes contradict another parameter's default.
          expect(error).toBeInstanceOf(InputError)
          continue
        }
        const needed = Object.values(variant.features).map((request) => featureSource.barsNeeded(request))
        expect(variant.warmUp, JSON.stringify(given)).toBe(Math.max(...needed))
        checked += 1
      }
      expect(checked).toBeGreaterThan(specs.length)
    })

    it('has no view while anything that it cannot do without is missing, and none when all is', () => {
      const nothing = Object.fromEntries(aliases.map((alias) => [alias, null]))
      expect(configured.step(viewOf({ values: nothing, age: null }))).toMatchObject({ stance: 'neutral', confidence: 0 })
      const random = randomOf(7)
      let viewed = 0
      for (let round = 0; round < 150; round += 1) {
        const values = sample(random)
        if (configured.step(viewOf({ values })).stance === 'neutral') continue
        viewed += 1
        for (const alias of aliases) {
          // One opinion of book-imbalance may rest on the book alone, and its stop falls back to a least distance.
          if (descriptor.id === 'book-imbalance' && (alias === 'flow' || alias === 'atr')) continue
          expect(configured.step(viewOf({ values: { ...values, [alias]: null } })).stance, alias).toBe('neutral')
        }
      }
      expect(viewed).toBeGreaterThan(10)
    })

    it('is pure, keeps confidence within 0 and 1, and protects every long view', () => {
      const random = randomOf(12_345)
      const stances = new Set<Stance>()
      for (let round = 0; round < 400; round += 1) {
        const values = sample(random)
        const previous = (['long', 'flat', 'neutral'] as const)[round % 3] ?? 'neutral'
        const verdict = configured.step(viewOf({ values, previous }))
        expect(configured.step(viewOf({ values, previous }))).toEqual(verdict)
        expect(verdict.confidence >= 0 && verdict.confidence <= 1).toBe(true)
        for (const { feature, contribution } of verdict.reasons) {
          expect(aliases).toContain(feature)
          expect(contribution).not.toBeNaN()
        }
        if (verdict.stance === 'neutral') expect(verdict.confidence).toBe(0)
        else expect(verdict.reasons.some(({ contribution }) => contribution > 0)).toBe(true)
        if (verdict.stance === 'long' && !WITHOUT_STOP.includes(descriptor.id)) {
          expect(verdict.stop).toBeLessThan(100)
          if (verdict.target !== undefined) expect(verdict.target).toBeGreaterThan(100)
        } else expect([verdict.stop, verdict.target]).toEqual([undefined, undefined])
        stances.add(verdict.stance)
      }
      const every: readonly Stance[] = descriptor.id === 'ema-cross' ? ['long', 'flat'] : ['long', 'flat', 'neutral']
      expect(stances).toEqual(new Set(every))
    })

    it('refuses unknown parameters and values out of range', () => {
      expect(() => strategy.configure({ nonsense: 1 })).toThrow(InputError)
      for (const [name, spec] of Object.entries(descriptor.parameters))
        expect(() => strategy.configure({ [name]: spec.kind === 'choice' ? 'nonsense' : spec.max + 1 })).toThrow(
          `${descriptor.id}.${name}`,
        )
    })
  })
}

describe('registry', () => {
  it('covers the families', () => {
    const families = new Set(strategyCatalog().map(({ family }) => family))
    expect([...families].sort()).toEqual([
      'breakout',
      'mean reversion',
      'model prediction',
      'momentum',
      'order-book imbalance',
      'sentiment',
      'trend',
      'volatility',
    ])
    expect(new Set(strategyCatalog().map(({ id }) => id)).size).toBe(STRATEGIES.length)
  })

  it('lists the known ids for an unknown one', () => {
    expect(() => strategyById('ema')).toThrow(/^strategyId: ema: use one of ema-trend, ema-cross, .*, model-prediction$/)
  })
})
