import { type BookBins, type BookSnapshot, type DerivedMetrics, exchangeId, instrumentId, millis } from '../domain/index.ts'
import {
  createMarketPipeline,
  type MarketPipeline,
  MarketSampler,
  mapperFor,
  type SampledEvent,
  type SamplingOptions,
} from '../market-data/index.ts'

export const SAMPLED = instrumentId(exchangeId('binance'), 'BTC/USDT')

type Levels = readonly (readonly [string, string])[]

/** A pipeline of one Binance market with a sampler on it, fed frame by frame as the feed does. */
export function sampledMarket(options: Partial<SamplingOptions> = {}) {
  const events: SampledEvent[] = []
  const pipeline: MarketPipeline = createMarketPipeline({
    mapper: mapperFor('binance'),
    timeframes: ['1m'],
    sink: {
      event: (event) => {
        if (event.kind === 'trade') sampler.trade(event)
      },
      bookChanged: () => undefined,
      snapshotNeeded: () => undefined,
    },
  })
  const cadences = { bookCadenceMs: 100, binsCadenceMs: 100, metricsCadenceMs: 1_000 }
  const sampler = new MarketSampler(pipeline, { ...cadences, bookDepth: 5, bins: [5, 10, 25], ...options }, (list) =>
    events.push(...list),
  )
  let update = 0
  const push = (message: object, at: number): void => {
    sampler.advance(millis(at))
    const text = JSON.stringify(message)
    pipeline.push({ connection: 'binance.book', text, receivedTime: millis(at), symbolHint: 'BTCUSDT' })
  }
  return {
    pipeline,
    events,
    push,
    /** Time passes without a frame. */
    idle(at: number): void {
      sampler.advance(millis(at))
      pipeline.tick(millis(at))
    },
    snapshot(at: number, bids: Levels, asks: Levels): void {
      push({ lastUpdateId: (update += 1), bids, asks }, at)
    },
    change(at: number, b: Levels, a: Levels): void {
      update += 1
      push({ e: 'depthUpdate', E: at, s: 'BTCUSDT', U: update, u: update, b, a }, at)
    },
    trade(t: number, at: number, more: { readonly q?: string; readonly sell?: boolean; readonly T?: number } = {}): void {
      push({ e: 'trade', E: at, s: 'BTCUSDT', t, p: '100', q: more.q ?? '1', T: more.T ?? at, m: more.sell ?? false }, at)
    },
    books: (): readonly BookSnapshot[] => events.filter((event) => event.kind === 'book-snapshot'),
    bins: (): readonly BookBins[] => events.filter((event) => event.kind === 'book-bins'),
    metrics: (): readonly DerivedMetrics[] => events.filter((event) => event.kind === 'metrics'),
  }
}
