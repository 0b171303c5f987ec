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

for (const strategy of STRATEGIES) {
  const { descriptor } = strategy
  describe(`strategy ${descriptor.id}`, () => {
    const configured = strategy.configure()
    const aliases = Object.keys(configured.features)

    it('describes itself as plain data with defaults inside their ranges', () => {
      expect(JSON.parse(JSON.stringify(descriptor))).toEqual(descriptor)
      for (const text of [descriptor.title, descriptor.idea, descriptor.suits, descriptor.weakness])
        expect(text.length).toBeGreaterThan(5)
      for (const spec of Object.values(descriptor.parameters)) {
        expect(spec.default).toBeGreaterThanOrEqual(spec.min)
        expect(spec.default).toBeLessThanOrEqual(spec.max)
      }
    })

    it('declares the warm-up that its features need, whatever the parameters', () => {
      for (const atr of [2, 14, 90]) {
        const { features, warmUp } = strategy.configure({ atr })
        expect(warmUp).toBe(Math.max(...Object.values(features).map((request) => featureSource.barsNeeded(request))))
      }
    })

    it('has no view while anything is missing', () => {
      const nothing = Object.fromEntries(aliases.map((alias) => [alias, null]))
      expect(configured.step(viewOf({ values: nothing }))).toMatchObject({ stance: 'neutral', confidence: 0 })
      const numbers = Object.fromEntries(aliases.map((alias) => [alias, 1]))
      expect(configured.step(viewOf({ values: numbers, price: null })).stance).toBe('neutral')
    })

    it('is pure, keeps confidence within 0 and 1, and protects every long view', () => {
      let state = 12_345
      const random = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return state / 2 ** 32
      }
      const stances = new Set<Stance>()
      const scale: Record<string, () => number> = {
        imbalance: () => random() * 2 - 1,
        flow: () => random() * 2 - 1,
        spread: () => random() * 3,
        percentB: () => random() * 2 - 0.5,
        atr: () => random() * 2,
      }
      for (let round = 0; round < 3_000; round += 1) {
        const values = Object.fromEntries(aliases.map((alias) => [alias, scale[alias]?.() ?? random() * 100]))
        const previous = (['long', 'flat', 'neutral'] as const)[round % 3] ?? 'neutral'
        const verdict = configured.step(viewOf({ values, previous }))
        expect(configured.step(viewOf({ values, previous }))).toEqual(verdict)
        expect(verdict.confidence >= 0 && verdict.confidence <= 1).toBe(true)
        for (const reason of verdict.reasons) expect(aliases).toContain(reason.feature)
        if (verdict.stance === 'neutral') expect(verdict.confidence).toBe(0)
        if (verdict.stance === 'long') {
          expect(verdict.stop).toBeLessThan(100)
          if (verdict.target !== undefined) expect(verdict.target).toBeGreaterThan(100)
        } else expect(verdict.stop).toBeUndefined()
        stances.add(verdict.stance)
      }
      expect(stances).toEqual(new Set(['long', 'flat', 'neutral']))
    })

    it('refuses unknown parameters and values out of range', () => {
      expect(() => strategy.configure({ nonsense: 1 })).toThrow(InputError)
      for (const [name, spec] of Object.entries(descriptor.parameters))
        expect(() => strategy.configure({ [name]: spec.max + 1 })).toThrow(`${descriptor.id}.${name}`)
    })
  })
}

const stanceOf = (id: string, facts: Facts): Stance => strategyById(id).configure().step(viewOf(facts)).stance

describe('what the built-ins see', () => {
  it('ema-trend follows the averages while ADX is high enough, and leaves when they cross back', () => {
    const up = { fast: 101, slow: 100, adx: 25, atr: 1 }
    expect(stanceOf('ema-trend', { values: up })).toBe('long')
    expect(stanceOf('ema-trend', { values: { ...up, fast: 99 } })).toBe('flat')
    expect(stanceOf('ema-trend', { values: { ...up, adx: 16 } })).toBe('neutral')
    expect(stanceOf('ema-trend', { values: { ...up, adx: 16 }, previous: 'long' })).toBe('long')
    expect(stanceOf('ema-trend', { values: { ...up, fast: 99, adx: 5 }, previous: 'long' })).toBe('flat')
    expect(
      strategyById('ema-trend')
        .configure({ stopAtr: 2, targetAtr: 4 })
        .step(viewOf({ values: up })),
    ).toMatchObject({
      stop: 98,
      target: 104,
    })
  })

  it('rsi-reversion wants both the oscillator and the band', () => {
    const low = { rsi: 25, percentB: -0.05, middle: 103, atr: 1 }
    expect(stanceOf('rsi-reversion', { values: low })).toBe('long')
    expect(stanceOf('rsi-reversion', { values: { ...low, percentB: 0.5 } })).toBe('neutral')
    expect(stanceOf('rsi-reversion', { values: { ...low, rsi: 45 } })).toBe('neutral')
    expect(stanceOf('rsi-reversion', { values: { ...low, rsi: 75, percentB: 1.1 } })).toBe('flat')
  })

  it('book-imbalance wants pressure, a tight spread and a fresh book, and holds on until the pressure is gone', () => {
    const buying = { imbalance: 0.5, flow: 0.4, spread: 1, atr: 1 }
    expect(stanceOf('book-imbalance', { values: buying })).toBe('long')
    expect(stanceOf('book-imbalance', { values: { ...buying, imbalance: -0.6, flow: -0.4 } })).toBe('flat')
    expect(stanceOf('book-imbalance', { values: { ...buying, spread: 6 } })).toBe('neutral')
    expect(stanceOf('book-imbalance', { values: { ...buying, spread: -0.1 } })).toBe('neutral')
    expect(stanceOf('book-imbalance', { values: buying, age: 5_001 })).toBe('neutral')
    const fading = { ...buying, imbalance: 0.25, flow: 0 }
    expect(stanceOf('book-imbalance', { values: fading })).toBe('neutral')
    expect(stanceOf('book-imbalance', { values: fading, previous: 'long' })).toBe('long')
    expect(stanceOf('book-imbalance', { values: { ...buying, flow: null } })).toBe('long')
  })
})

describe('registry', () => {
  it('lists the known ids for an unknown one', () => {
    expect(() => strategyById('ema')).toThrow('strategyId: ema: use one of ema-trend, rsi-reversion, book-imbalance')
    expect(strategyCatalog().map(({ id }) => id)).toEqual(['ema-trend', 'rsi-reversion', 'book-imbalance'])
    expect(strategyCatalog().map(({ warmUp }) => warmUp)).toEqual([28, 20, 15])
  })
})
