import { describe, expect, it } from 'vitest'
import { readCapture } from '../../adapters/captures/index.ts'
import type { BinSide, BookBins } from '../../domain/index.ts'
import { naiveBin } from '../../testing/naive-bins.ts'
import { BINANCE_EXCERPT, BYBIT_EXCERPT, COINBASE_EXCERPT, KRAKEN_EXCERPT, OKX_EXCERPT } from '../../testing/recordings.ts'
import { createMarketPipeline, mapperFor } from '../index.ts'
import { MarketSampler, type SampledEvent } from './index.ts'

const WIDTHS = [1, 5, 25, 10_000]

/** Samples a recording as the feed would and compares every bin with the definition over the whole book of that moment. */
async function sample(exchange: string, file: string) {
  const samples: SampledEvent[] = []
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange),
    timeframes: ['1m'],
    sink: {
      event: (event) => {
        if (event.kind === 'trade') sampler.trade(event)
      },
      bookChanged: () => undefined,
      snapshotNeeded: () => undefined,
    },
  })
  const compare = ({ instrument, bins }: BookBins): void => {
    const { bids, asks } = pipeline.book(instrument)?.book.top(100_000) ?? { bids: [], asks: [] }
    const [bid, ask] = [bids[0], asks[0]]
    const mid = bid !== undefined && ask !== undefined ? ([bid.price + ask.price, 2n] as const) : undefined
    const content = ({ truncated: _, ...side }: BinSide) => side
    for (const bin of bins) {
      const empty = { volume: 0n, count: 0 }
      expect(content(bin.bid)).toEqual(mid === undefined ? empty : naiveBin(bids, mid, bin.bps))
      expect(content(bin.ask)).toEqual(mid === undefined ? empty : naiveBin(asks, mid, bin.bps))
    }
  }
  const options = { bookCadenceMs: 500, binsCadenceMs: 500, metricsCadenceMs: 1_000, bookDepth: 50, bins: WIDTHS }
  const sampler = new MarketSampler(pipeline, options, (events) => {
    samples.push(...events)
    for (const event of events) if (event.kind === 'book-bins') compare(event)
  })
  for await (const { kind, connection, text, receivedTime, url } of readCapture(file)) {
    if (kind !== 'recv' && kind !== 'http') continue
    sampler.advance(receivedTime)
    pipeline.push({ connection, text, receivedTime, ...(url === undefined ? {} : { url }) })
  }
  const bins = samples.filter((event) => event.kind === 'book-bins')
  /** By market: which sides of the widest bin were ever cut off. */
  const cut: Record<string, string> = {}
  for (const { instrument, bins: list } of bins) {
    const widest = list.at(-1)
    const sides = [widest?.bid.truncated === true ? 'bid' : '', widest?.ask.truncated === true ? 'ask' : ''].join(' ').trim()
    if (sides !== '' || !(instrument in cut)) cut[instrument] = sides
  }
  return { bins, metrics: samples.filter((event) => event.kind === 'metrics'), cut }
}

describe('a sampled recording', () => {
  it.each([
    ['binance', BINANCE_EXCERPT, { 'binance:BTC/USDT': 'bid ask' }],
    ['okx', OKX_EXCERPT, { 'okx:ZEN/USDT': 'ask', 'okx:PROPS/ETH': '', 'okx:ETH-USD-220624-12000-P': '' }],
    ['bybit', BYBIT_EXCERPT, { 'bybit:BTC/USDT': 'bid ask', 'bybit:SOL/USDT': 'bid ask' }],
    ['kraken', KRAKEN_EXCERPT, { 'kraken:BTC/USD': 'bid ask', 'kraken:DASH/EUR': '' }],
    ['coinbase', COINBASE_EXCERPT, { 'coinbase:BTC/USD': '', 'coinbase:ETH/USD': '' }],
  ] as const)(
    'of %s has the bins of the definition, marked where the venue shows less than its book',
    async (exchange, file, cut) => {
      const sampled = await sample(exchange, file)
      expect(sampled.bins.length).toBeGreaterThan(5)
      expect(sampled.cut).toMatchObject(cut)
      expect(sampled.metrics.length).toBeGreaterThan(5)
      for (const { imbalance = 0, tradeRate = 0, realisedVolatility = 0 } of sampled.metrics) {
        expect(Math.abs(imbalance)).toBeLessThanOrEqual(1)
        expect(tradeRate).toBeGreaterThanOrEqual(0)
        expect(realisedVolatility).toBeGreaterThanOrEqual(0)
      }
    },
  )
})
