import { describe, expect, it } from 'vitest'
import { millis, type Stance } from '../domain/index.ts'
import type { FeatureValue } from '../features/index.ts'
import type { Verdict } from './contract/strategy.ts'
import { strategyById } from './registry.ts'

interface Seen {
  readonly values: Readonly<Record<string, number | null>>
  readonly previous?: Stance
  readonly age?: number
}

function verdictOf(id: string, { values, previous = 'neutral', age = 0 }: Seen, parameters = {}): Verdict {
  const feature = (alias: string): FeatureValue => {
    const value = values[alias]
    if (value === undefined) throw new RangeError(`undeclared ${alias}`)
    return { feature: alias, value, source: 'test', asOf: millis(1_000), age }
  }
  return strategyById(id)
    .configure(parameters)
    .step({ at: millis(1_000), close: 100, mid: 100, previous, feature })
}
const stanceOf = (id: string, seen: Seen): Stance => verdictOf(id, seen).stance

describe('what the built-ins see', () => {
  it('ema-trend follows the averages while ADX is high enough, and leaves when they cross back', () => {
    const up = { fast: 101, slow: 100, adx: 25, atr: 1 }
    expect(stanceOf('ema-trend', { values: up })).toBe('long')
    expect(stanceOf('ema-trend', { values: { ...up, fast: 99 } })).toBe('flat')
    expect(stanceOf('ema-trend', { values: { ...up, adx: 16 } })).toBe('neutral')
    expect(stanceOf('ema-trend', { values: { ...up, adx: 16 }, previous: 'long' })).toBe('long')
    expect(stanceOf('ema-trend', { values: { ...up, fast: 99, adx: 5 }, previous: 'long' })).toBe('flat')
    expect(verdictOf('ema-trend', { values: up }, { stopAtr: 2, targetAtr: 4 })).toMatchObject({ stop: 98, target: 104 })
  })

  it('ema-cross is long above and flat at or below, with the averages that the seed asks for', () => {
    expect(stanceOf('ema-cross', { values: { fast: 100.01, slow: 100 } })).toBe('long')
    expect(stanceOf('ema-cross', { values: { fast: 100, slow: 100 } })).toBe('flat')
    const indicators = (seed: string) => Object.values(strategyById('ema-cross').configure({ seed }).features)
    expect(indicators('sma').map(({ indicator }) => indicator)).toEqual(['ema', 'ema'])
    expect(indicators('first').map(({ indicator }) => indicator)).toEqual(['ema-from-first', 'ema-from-first'])
  })

  it('supertrend stops at its line, and takes no long view with the line above the price', () => {
    const up = { direction: 1, line: 97, efficiency: 0.5 }
    expect(verdictOf('supertrend', { values: up })).toMatchObject({ stance: 'long', stop: 97, target: 106 })
    expect(stanceOf('supertrend', { values: { ...up, line: 100 } })).toBe('neutral')
    expect(stanceOf('supertrend', { values: { ...up, efficiency: 0.15 } })).toBe('neutral')
    expect(stanceOf('supertrend', { values: { ...up, efficiency: 0.15 }, previous: 'long' })).toBe('long')
    expect(stanceOf('supertrend', { values: { ...up, direction: -1, efficiency: 0 }, previous: 'long' })).toBe('flat')
  })

  it('rsi-reversion wants both the oscillator and the band', () => {
    const low = { rsi: 25, percentB: -0.05, middle: 103, atr: 1 }
    expect(stanceOf('rsi-reversion', { values: low })).toBe('long')
    expect(stanceOf('rsi-reversion', { values: { ...low, percentB: 0.5 } })).toBe('neutral')
    expect(stanceOf('rsi-reversion', { values: { ...low, rsi: 45 } })).toBe('neutral')
    expect(stanceOf('rsi-reversion', { values: { ...low, rsi: 75, percentB: 1.1 } })).toBe('flat')
  })

  it('vwap-reversion aims at the VWAP and stays out of trends', () => {
    const under = { vwap: 103, atr: 1, adx: 15 }
    expect(verdictOf('vwap-reversion', { values: under })).toMatchObject({ stance: 'long', target: 103, stop: 98.5 })
    expect(stanceOf('vwap-reversion', { values: { ...under, adx: 30 } })).toBe('neutral')
    expect(stanceOf('vwap-reversion', { values: { ...under, vwap: 101 } })).toBe('neutral')
    expect(stanceOf('vwap-reversion', { values: { ...under, vwap: 97 } })).toBe('flat')
  })

  it('donchian-breakout needs volume to enter, not to stay', () => {
    const top = { upper: 100.1, lower: 95, volume: 2, atr: 1 }
    expect(stanceOf('donchian-breakout', { values: top })).toBe('long')
    expect(stanceOf('donchian-breakout', { values: { ...top, volume: 1 } })).toBe('neutral')
    expect(stanceOf('donchian-breakout', { values: { ...top, volume: 1 }, previous: 'long' })).toBe('long')
    expect(stanceOf('donchian-breakout', { values: { ...top, upper: 103, lower: 99.9 } })).toBe('flat')
  })

  it('macd-momentum wants both measures on one side', () => {
    const up = { histogram: 0.3, roc: 0.5, atr: 1 }
    expect(stanceOf('macd-momentum', { values: up })).toBe('long')
    expect(stanceOf('macd-momentum', { values: { ...up, roc: -0.5 } })).toBe('neutral')
    expect(stanceOf('macd-momentum', { values: { ...up, histogram: 0.01 } })).toBe('neutral')
    expect(stanceOf('macd-momentum', { values: { histogram: -0.3, roc: -0.5, atr: 1 } })).toBe('flat')
  })

  it('volatility-expansion wants growing ranges and a direction', () => {
    const awake = { short: 2, long: 1, middle: 98 }
    expect(stanceOf('volatility-expansion', { values: awake })).toBe('long')
    expect(stanceOf('volatility-expansion', { values: { ...awake, short: 1.1 } })).toBe('neutral')
    expect(stanceOf('volatility-expansion', { values: { ...awake, middle: 100 } })).toBe('neutral')
    expect(stanceOf('volatility-expansion', { values: { ...awake, middle: 102 } })).toBe('flat')
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

  it('order-flow wants flow and book to lean the same way', () => {
    const buying = { pressure: 0.5, lean: 0.2, spread: 1, atr: 1 }
    expect(stanceOf('order-flow', { values: buying })).toBe('long')
    expect(stanceOf('order-flow', { values: { ...buying, lean: -0.2 } })).toBe('neutral')
    expect(stanceOf('order-flow', { values: { ...buying, pressure: -0.5, lean: -0.2 } })).toBe('flat')
    expect(stanceOf('order-flow', { values: buying, age: 5_001 })).toBe('neutral')
  })

  it('sentiment and fear-greed wait for the price, and a missing feed is not a score of zero', () => {
    const good = { score: 0.6, average: 99, atr: 1 }
    expect(stanceOf('sentiment', { values: good })).toBe('long')
    expect(stanceOf('sentiment', { values: { ...good, average: 101 } })).toBe('neutral')
    expect(stanceOf('sentiment', { values: { ...good, score: -0.6, average: 101 } })).toBe('flat')
    expect(stanceOf('sentiment', { values: { ...good, score: null } })).toBe('neutral')
    const fear = { index: 12, average: 99, atr: 1 }
    expect(stanceOf('fear-greed', { values: fear })).toBe('long')
    expect(stanceOf('fear-greed', { values: { ...fear, average: 101 } })).toBe('neutral')
    expect(stanceOf('fear-greed', { values: { ...fear, index: 90, average: 101 } })).toBe('flat')
    // Zero would be the greatest fear.
    expect(stanceOf('fear-greed', { values: { ...fear, index: null } })).toBe('neutral')
  })

  it('model-prediction wants a sure model and a move that pays', () => {
    const rise = { probability: 0.7, move: 40, atr: 1 }
    expect(stanceOf('model-prediction', { values: rise })).toBe('long')
    expect(stanceOf('model-prediction', { values: { ...rise, move: 10 } })).toBe('neutral')
    expect(stanceOf('model-prediction', { values: { ...rise, probability: 0.55 } })).toBe('neutral')
    expect(stanceOf('model-prediction', { values: { ...rise, probability: 0.2, move: -5 } })).toBe('flat')
    expect(stanceOf('model-prediction', { values: { ...rise, probability: 1.4 } })).toBe('neutral')
    // A missing probability read as zero would be the surest fall.
    expect(stanceOf('model-prediction', { values: { ...rise, probability: null, move: -5 } })).toBe('neutral')
  })
})
