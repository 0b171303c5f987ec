import { describe, expect, it } from 'vitest'
import { type MarketEvent, toJson, toNumberLossy } from '../../domain/index.ts'
import {
  BTC,
  bookAt,
  candleAt,
  gapAt,
  hasRecordedCandles,
  instrumentOf,
  quoteAt,
  recordedCandles,
  tradeAt,
} from '../../testing/market-facts.ts'
import { createStrategyPipeline, type StrategyPipelineOptions } from './pipeline.ts'

const ETH = instrumentOf('ETH/USDT', '0.01')
const START = 1_000_000_000

function pipelineOf(options: Partial<StrategyPipelineOptions> = {}) {
  let count = 0
  return createStrategyPipeline({
    instruments: [BTC, ETH],
    instances: ['ema-trend', 'rsi-reversion', 'book-imbalance'].map((strategyId) => ({ strategyId, instrument: BTC.id })),
    ids: { next: (prefix) => `${prefix}-${String((count += 1))}` },
    ...options,
  })
}

const wobble = (index: number) => ({ open: 100, high: 100.2, low: 99.8, close: 100 + (index % 2) * 0.02, volume: 1 })
/** Forty bars of history, all received at the start, as a venue's history is. */
const primed = (): MarketEvent[] =>
  Array.from({ length: 40 }, (_, index) => ({
    ...candleAt(START - (40 - index) * 60_000, wobble(index)),
    receivedTime: quoteAt(START, 1, 2).receivedTime,
  }))

describe('strategy pipeline', () => {
  it('proposes within seconds of pressure in the book, with protection and reasons, and not on each tick', () => {
    const pipeline = pipelineOf()
    const early = primed().flatMap((event) => pipeline.onMarketEvent(event))
    expect(early).toEqual([])
    const candidates = Array.from({ length: 300 }, (_, step) => {
      const at = START + 100 + step * 100
      return [...pipeline.onMarketEvent(tradeAt(at, 1, 'buy')), ...pipeline.onMarketEvent(bookAt(at, 3, 1))]
    }).flat()
    expect(candidates).toHaveLength(1)
    const [candidate] = candidates
    expect(candidate).toMatchObject({ action: 'buy', instrument: BTC.id, conflict: 0 })
    expect((candidate?.createdAt ?? Infinity) - START).toBeLessThan(10_000)
    expect(candidate?.stop).toBeLessThan(candidate?.entry ?? 0n)
    expect(candidate?.target).toBeGreaterThan(candidate?.entry ?? 0n)
    const features = (candidate?.reasoning ?? []).map(({ feature }) => feature)
    expect(features.slice(0, 2).sort()).toEqual(['book-imbalance(10,3000).mean', 'cvd(30000).ratio'])
    const newest = Math.max(...(candidate?.reasoning ?? []).map(({ asOf }) => asOf))
    expect(newest).toBeLessThanOrEqual(candidate?.createdAt ?? 0)
  })

  it('proposes as soon as the quote comes that an opinion was waiting for', () => {
    const trend = Array.from({ length: 60 }, (_, index) => {
      const close = 100 + index
      return candleAt(START + index * 60_000, { open: close - 1, high: close, low: close - 1, close, volume: 1 })
    })
    const pipeline = pipelineOf({ instances: [{ strategyId: 'ema-trend', instrument: BTC.id }] })
    expect(trend.flatMap((event) => pipeline.onMarketEvent(event))).toEqual([])
    const at = (trend.at(-1)?.receivedTime ?? 0) + 500
    expect(pipeline.onMarketEvent(quoteAt(at, 159, 159.1)).map(({ action, votes }) => [action, votes.length])).toEqual([
      ['buy', 1],
    ])
  })

  it('turns with the book', () => {
    const pipeline = pipelineOf()
    const push = (from: number, bid: number, ask: number) =>
      Array.from({ length: 60 }, (_, step) =>
        pipeline.onMarketEvent(bookAt(from + step * 500, bid, ask)).map(({ action }) => action),
      ).flat()
    expect(push(START, 3, 1)).toEqual(['buy'])
    expect(push(START + 30_000, 1, 3)).toEqual(['sell'])
  })

  it('proposes nothing while the book is broken, and nothing for a market without strategies', () => {
    const pipeline = pipelineOf()
    pipeline.onMarketEvent(gapAt(START, 'book'))
    const trades = Array.from({ length: 50 }, (_, step) => pipeline.onMarketEvent(tradeAt(START + step * 200, 1, 'buy'))).flat()
    const other = Array.from({ length: 50 }, (_, step) => pipeline.onMarketEvent(bookAt(START + step * 200, 9, 1, ETH.id))).flat()
    expect([trades, other]).toEqual([[], []])
  })

  it('shows opinions, features and instances, and obeys the switch', () => {
    const pipeline = pipelineOf()
    for (const event of primed()) pipeline.onMarketEvent(event)
    pipeline.onMarketEvent(bookAt(START + 1_000, 3, 1))
    expect(pipeline.opinions(BTC.id).map(({ strategy }) => strategy)).toEqual(['ema-trend', 'rsi-reversion', 'book-imbalance'])
    expect(pipeline.features(BTC.id).find(({ feature }) => feature === 'atr(14)')?.value).toBeCloseTo(0.4, 6)
    expect(pipeline.features(ETH.id)).toEqual([])
    pipeline.setEnabled('book-imbalance', false)
    expect(pipeline.opinions(BTC.id).map(({ strategy }) => strategy)).toEqual(['ema-trend', 'rsi-reversion'])
    expect(pipeline.strategies().map(({ enabled }) => enabled)).toEqual([true, true, false])
  })

  it('refuses a weight that is not above zero', () => {
    const instances = [{ strategyId: 'ema-trend', instrument: BTC.id, weight: 0 }]
    expect(() => pipelineOf({ instances })).toThrow(/ema-trend@binance:BTC\/USDT@1m\.weight: 0: give a number above 0/)
  })
})

const title = hasRecordedCandles
  ? 'on recorded BTCUSDT candles'
  : 'on recorded BTCUSDT candles (skipped: ../shared/data is absent)'
describe.skipIf(!hasRecordedCandles)(title, () => {
  const run = (): string[] => {
    const pipeline = pipelineOf()
    const lines: string[] = []
    for (const candle of recordedCandles(2_000)) {
      const close = toNumberLossy(candle.close)
      for (const event of [candle, quoteAt(candle.receivedTime + 500, close - 0.1, close + 0.1)])
        for (const candidate of pipeline.onMarketEvent(event)) {
          if (candidate.action === 'buy') expect(candidate.stop).toBeLessThan(candidate.entry)
          lines.push(toJson(candidate))
        }
    }
    return lines
  }

  it('buys and sells now and then, the same each time', () => {
    const lines = run()
    const actions = lines.map((line) => (JSON.parse(line) as { action: string }).action)
    expect(actions.filter((action) => action === 'buy').length).toBeGreaterThan(20)
    expect(actions.filter((action) => action === 'sell').length).toBeGreaterThan(20)
    expect(lines.length).toBeLessThan(1_900)
    expect(run()).toEqual(lines)
  })

  it('never lets a later candle change an earlier proposal', () => {
    const whole = run()
    const pipeline = pipelineOf()
    const lines: string[] = []
    for (const candle of recordedCandles(700)) {
      const close = toNumberLossy(candle.close)
      for (const event of [candle, quoteAt(candle.receivedTime + 500, close - 0.1, close + 0.1)])
        lines.push(...pipeline.onMarketEvent(event).map(toJson))
    }
    expect(lines.length).toBeGreaterThan(10)
    expect(whole.slice(0, lines.length)).toEqual(lines)
  })
})
