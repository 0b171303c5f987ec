import { describe, expect, it } from 'vitest'
import { type MarketEvent, millis, toJson } from '../../domain/index.ts'
import { type ExternalFact, featureSource } from '../../features/index.ts'
import { sampleBars } from '../../testing/indicator-samples.ts'
import { BTC, bookAt, candleAt, tradeAt } from '../../testing/market-facts.ts'
import { STRATEGIES, strategyById } from '../registry.ts'
import { parseRuleStrategy, ruleStrategy } from '../rules/index.ts'
import { StrategyHost } from './strategy-host.ts'

const RULE = parseRuleStrategy({
  version: 1,
  timeframe: '1m',
  entry: {
    is: 'all',
    rules: [
      { is: 'below', left: { feature: 'rsi', parameters: { period: 7 } }, right: { constant: 40 } },
      { is: 'below', left: { price: 'close' }, right: { feature: 'bollinger', output: 'middle' } },
    ],
  },
  exit: { is: 'above', left: { feature: 'rsi', parameters: { period: 7 } }, right: { constant: 60 } },
  stop: 0.01,
  fraction: 1,
})
/** The built-ins, and a tree of rules, which is held to the same. */
const HELD = [...STRATEGIES, ruleStrategy(RULE, 'rule-sample')]

type Fact = { readonly event: MarketEvent } | { readonly external: ExternalFact }
const MINUTE = 60_000
const BARS = 130

const reading = (series: string, at: number, value: number | null): Fact => ({
  external: { series, source: 'test', value, exchangeTime: millis(at), receivedTime: millis(at) },
})

/** A market with everything that a strategy may look at, also feeds that fall silent. */
function facts(seed: number): readonly Fact[] {
  return sampleBars(BARS, seed).flatMap((bar, index): Fact[] => {
    const at = bar.openTime + MINUTE
    const wave = Math.sin((index * seed) / 7)
    const silent = index % 50 > 40
    const outside: Fact[] = [
      reading('sentiment', at - 3_000, silent ? null : wave),
      reading('fear-greed', at - 3_000, silent ? null : 50 + 50 * wave),
      reading('prediction.up', at - 3_000, silent ? null : 0.5 + 0.5 * wave),
      reading('prediction.move', at - 3_000, silent ? null : 80 * wave),
    ]
    const book: Fact[] = [0, 1, 2].flatMap((step) => [
      { event: bookAt(at - 2_000 + step * 500, 2 + wave + step * 0.1, 2 - wave) },
      { event: tradeAt(at - 1_900 + step * 500, 1 + index / 10, wave > 0 ? 'buy' : 'sell') },
    ])
    // Around 100, where the book is.
    const scale = 100 / (sampleBars(1, seed)[0]?.open ?? 100)
    const { open, high, low, close, volume } = bar
    const wild = index % 60 > 50 ? 1.02 : 1
    const prices = { open: open * scale, high: high * scale * wild, low: (low * scale) / wild, close: close * scale, volume }
    return [...outside, ...book, { event: candleAt(bar.openTime, prices) }]
  })
}

function opinionsOf(strategyId: string, given: readonly Fact[]): readonly string[] {
  const instances = [{ strategyId, instrument: BTC.id, timeframe: '1m' as const }]
  const host = new StrategyHost({ features: featureSource, instruments: [BTC], instances, strategies: HELD })
  const lines = given.flatMap((fact) => {
    if ('event' in fact) return host.onMarketEvent(fact.event).map(toJson)
    host.onExternal(fact.external)
    return []
  })
  expect(host.strategies()[0]?.error).toBeNull()
  return lines
}

const stanceOf = (line: string): string | undefined => /"stance":"(\w+)"/.exec(line)?.[1]

describe.each(HELD.map(({ descriptor }) => descriptor.id))('strategy %s over a market', (id) => {
  it('says the same again, and what comes later changes nothing that it said', () => {
    const market = facts(3)
    const whole = opinionsOf(id, market)
    expect(whole.length).toBeGreaterThanOrEqual(BARS)
    expect(whole.join('\n')).not.toMatch(/NaN|Infinity/)
    expect(opinionsOf(id, market)).toEqual(whole)
    for (const part of [0.5, 0.8]) {
      const cut = Math.floor(market.length * part)
      // The future is not only absent but another one.
      const other = [...market.slice(0, cut), ...facts(4).slice(cut)]
      const told = opinionsOf(id, market.slice(0, cut))
      expect(told.length).toBeGreaterThan(10)
      expect(whole.slice(0, told.length)).toEqual(told)
      expect(opinionsOf(id, other).slice(0, told.length)).toEqual(told)
    }
  })

  it('has no view while a feed that it reads is silent or was never there', () => {
    const reads = Object.values(strategyById(id, HELD).descriptor.features).flatMap(({ series }) => series ?? [])
    if (reads.length === 0) return
    const market = facts(3)
    const stances = opinionsOf(id, market).map(stanceOf)
    // One opinion a bar: a bar strategy like all that read a feed.
    expect(stances).toHaveLength(BARS)
    expect(new Set(stances.filter((_, index) => index % 50 > 40))).toEqual(new Set(['neutral']))
    const without = market.filter((fact) => 'event' in fact || !reads.includes(fact.external.series))
    expect(new Set(opinionsOf(id, without).map(stanceOf))).toEqual(new Set(['neutral']))
  })

  it('has views and abstains', () => {
    const stances = [3, 5, 8, 11].flatMap((seed) => opinionsOf(id, facts(seed)).map(stanceOf))
    expect(new Set(stances)).toEqual(new Set(['long', 'flat', 'neutral']))
  })
})
