import { describe, expect, it } from 'vitest'
import { InputError, type MarketEvent, price, toJson } from '../../domain/index.ts'
import { featureSource } from '../../features/index.ts'
import { BTC, bookAt, candleAt, instrumentOf, quoteAt, tradeAt } from '../../testing/market-facts.ts'
import { defineStrategy, type StrategyView, type Verdict } from '../contract/strategy.ts'
import { StrategyHost } from './strategy-host.ts'

const ETH = instrumentOf('ETH/USDT', '0.01')
const bar = (index: number, close: number, instrument = BTC.id) =>
  candleAt(index * 60_000, { open: close, high: close, low: close, close, volume: 1 }, '1m', instrument)

const written = (id: string, on: 'bar' | 'book', step: (view: StrategyView) => Verdict) =>
  defineStrategy({
    id,
    version: 1,
    title: id,
    family: 'test',
    idea: 'test',
    suits: 'test',
    weakness: 'test',
    timeframe: '1m',
    parameters: {},
    cadence: () => (on === 'bar' ? { on } : { on, every: 1_000 }),
    warmUp: () => 1,
    features: () => ({ last: { indicator: 'sma', parameters: { period: 1 } } }),
    step,
  })

const long = (view: StrategyView): Verdict => ({
  stance: 'long',
  confidence: 0.8,
  reasons: [{ feature: 'last', contribution: 3 }],
  stop: (view.close ?? 0) - 1.03,
})
const hostOf = (...strategies: ReturnType<typeof written>[]) =>
  new StrategyHost({
    features: featureSource,
    instruments: [BTC, ETH],
    strategies,
    instances: strategies.map(({ descriptor }) => ({ strategyId: descriptor.id, instrument: BTC.id })),
  })

describe('strategy host', () => {
  it('steps a bar strategy once for each closed candle of its market and puts its levels on the tick grid', () => {
    const host = hostOf(written('a', 'bar', long))
    const [standing] = host.onMarketEvent(bar(1, 100))
    expect(standing?.opinion).toEqual({
      strategy: 'a',
      instrument: BTC.id,
      timeframe: '1m',
      at: 120_000,
      stance: 'long',
      confidence: 0.8,
      reasons: [{ feature: 'sma(1)', value: 100, source: 'binance candles 1m', asOf: 120_000, contribution: 0.8 }],
      stop: price('99'),
    })
    expect(host.onMarketEvent(bar(1, 101))).toEqual([])
    expect(host.onMarketEvent(bar(2, 100, ETH.id))).toEqual([])
    expect(host.onMarketEvent({ ...bar(2, 100), closed: false })).toEqual([])
    expect(host.onMarketEvent(bookAt(180_000, 1, 1))).toEqual([])
  })

  it('steps a book strategy at most once in its span, whatever arrives', () => {
    const host = hostOf(written('a', 'book', long))
    const facts: MarketEvent[] = [
      bookAt(5_000, 1, 1),
      tradeAt(5_400, 1, 'buy'),
      quoteAt(5_999, 1, 2),
      bookAt(6_000, 1, 1),
      bar(0, 5),
    ]
    expect(facts.map((event) => host.onMarketEvent(event).length)).toEqual([1, 0, 0, 1, 0])
  })

  it('leaves an opinion as it was told, whatever comes after it', () => {
    const host = hostOf(written('a', 'bar', long))
    const told = Array.from({ length: 5 }, (_, index) => {
      const [standing] = host.onMarketEvent(bar(index, 100 + index))
      return { standing, text: toJson(standing) }
    })
    expect(told.map(({ standing }) => toJson(standing))).toEqual(told.map(({ text }) => text))
    expect(told.map(({ standing }) => standing?.opinion.reasons[0]?.value)).toEqual([100, 101, 102, 103, 104])
    expect(told.map(({ standing }) => standing?.opinion.stop)).toEqual(['99', '100', '101', '102', '103'].map(price))
  })

  it('answers a fact with the opinions of all instances, in their order', () => {
    const host = hostOf(...['c', 'a', 'b'].map((id) => written(id, 'bar', long)))
    const told = () => host.onMarketEvent(bar(1, 100)).map(({ opinion }) => opinion.strategy)
    expect(told()).toEqual(['c', 'a', 'b'])
    expect(told()).toEqual([])
  })

  it('lets an opinion run out', () => {
    const host = hostOf(written('a', 'bar', long))
    host.onMarketEvent(bar(0, 100))
    host.onMarketEvent(quoteAt(179_999, 1, 2))
    expect(host.opinions()).toHaveLength(1)
    expect(host.opinions(ETH.id)).toEqual([])
    host.onMarketEvent(quoteAt(180_000, 1, 2))
    expect(host.opinions()).toEqual([])
  })

  it('tells a strategy its own last stance until that ran out', () => {
    const seen: string[] = []
    const host = hostOf(
      written('a', 'bar', (view) => {
        seen.push(view.previous)
        return long(view)
      }),
    )
    for (const index of [0, 1, 3]) host.onMarketEvent(bar(index, 100))
    expect(seen).toEqual(['neutral', 'long', 'neutral'])
  })

  it('opinions from primed history have run out by the time it is received', () => {
    const host = hostOf(written('a', 'bar', long))
    const now = 10_000_000
    for (let index = 0; index < 50; index += 1)
      host.onMarketEvent({ ...bar(index, 100), receivedTime: quoteAt(now, 1, 2).receivedTime })
    expect(host.opinions()).toEqual([])
  })

  const broken: readonly (readonly [string, (view: StrategyView) => Verdict, RegExp])[] = [
    [
      'throws',
      () => {
        throw new Error('boom')
      },
      /boom/,
    ],
    ['gives a confidence that is no number', () => ({ stance: 'long', confidence: Number.NaN, reasons: [] }), /confidence/],
    [
      'trails at no distance',
      () => ({ stance: 'long', confidence: 1, reasons: [], trail: 0 }),
      /trail is not between 0 and 1: 0/,
    ],
    ['trails at all of it', () => ({ stance: 'long', confidence: 1, reasons: [], trail: 1 - 1e-14 }), /trail is not between/],
    ['gives a stop that is no number', () => ({ stance: 'long', confidence: 1, reasons: [], stop: Infinity }), /stop/],
    [
      'asks for an undeclared feature',
      (view) => {
        view.feature('other')
        return long(view)
      },
      /did not declare the feature other/,
    ],
  ]
  it.each(broken)('stops a strategy that %s, and no other', (_, step, message) => {
    let calls = 0
    const bad = written('bad', 'bar', (view) => {
      calls += 1
      return step(view)
    })
    const host = hostOf(bad, written('good', 'bar', long))
    for (const index of [0, 1, 2])
      expect(host.onMarketEvent(bar(index, 100)).map(({ opinion }) => opinion.strategy)).toEqual(['good'])
    expect(calls).toBe(1)
    const [status, other] = host.strategies()
    expect(status).toMatchObject({ enabled: false, error: { at: 60_000 } })
    expect(status?.error?.message).toMatch(message)
    expect(other).toMatchObject({ enabled: true, error: null, steps: 3, bars: 3, warmUp: 1 })
    host.setEnabled('bad', true)
    expect(host.strategies()[0]).toMatchObject({ enabled: true, error: null })
  })

  it('forgets the opinion of a strategy that is switched off', () => {
    const host = hostOf(written('a', 'bar', long), written('b', 'bar', long))
    host.onMarketEvent(bar(0, 100))
    host.setEnabled('a', false)
    expect(host.opinions().map(({ opinion }) => opinion.strategy)).toEqual(['b'])
    expect(host.onMarketEvent(bar(1, 100)).map(({ opinion }) => opinion.strategy)).toEqual(['b'])
    host.setEnabled('a@binance:BTC/USDT@1m', true)
    expect(host.onMarketEvent(bar(2, 100))).toHaveLength(2)
    expect(() => {
      host.setEnabled('c', true)
    }).toThrow('strategy: c: use one of a, b')
  })

  it('refuses instances that cannot run', () => {
    const make = (instance: object) => () =>
      new StrategyHost({
        features: featureSource,
        instruments: [BTC],
        instances: [{ strategyId: 'ema-trend', instrument: BTC.id, ...instance }],
      })
    expect(make({})).not.toThrow()
    expect(make({ strategyId: 'nope' })).toThrow(/use one of ema-trend, ema-cross, /)
    expect(make({ instrument: ETH.id })).toThrow(/instrument: binance:ETH\/USDT: use one of binance:BTC\/USDT/)
    expect(make({ timeframe: '2m' })).toThrow(/timeframe: 2m: use one of 1s, 1m/)
    expect(make({ params: { fast: 50 } })).toThrow(/ema-trend.fast: 50: give less than slow, 21/)
    const twice = [
      { strategyId: 'ema-trend', instrument: BTC.id },
      { strategyId: 'ema-trend', instrument: BTC.id },
    ]
    expect(() => new StrategyHost({ features: featureSource, instruments: [BTC], instances: twice })).toThrow(InputError)
  })
})
