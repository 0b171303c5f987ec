import { type CandleRow, candleGroup, type FeedHub, type InstrumentRow } from '../../core/contract/index.ts'
import { type ExchangeId, type InstrumentId, timeframeLength } from '../../core/domain/index.ts'
import type { Clock } from '../engine-client/index.ts'
import { fakeBook } from './fake-books.ts'

export interface FakeMarket {
  readonly instrument: InstrumentRow
  readonly decimals: number
  readonly sizeDecimals: number
  readonly tick: number
  /** The price before the first step. */
  readonly start: number
  price: number
  readonly open24h: number
  readonly volume24h: number
  readonly bars: Map<string, CandleRow>
  trades: number
}

const SPECS = [
  ['BTC', 97_412.36, 2, 5, 18_204],
  ['ETH', 3_318.42, 2, 4, 241_880],
  ['SOL', 238.17, 2, 3, 1_902_113],
  ['XRP', 1.1043, 4, 1, 812_400_120],
  ['BNB', 613.9, 1, 3, 198_002],
  ['DOGE', 0.38471, 5, 0, 3_204_118_900],
  ['ADA', 0.8051, 4, 1, 501_230_411],
  ['LINK', 14.872, 3, 2, 4_120_990],
] as const

export const FAKE_TIMEFRAMES = ['1m', '5m', '15m', '1h', '4h', '1d'] as const
export type FakeTimeframe = (typeof FAKE_TIMEFRAMES)[number]
const HISTORY = 1_200

export const fakeMarkets = (): FakeMarket[] =>
  SPECS.map(([base, start, decimals, sizeDecimals, volume]) => ({
    instrument: {
      id: `demo:${base}/USDT` as InstrumentId,
      exchange: 'demo' as ExchangeId,
      symbol: `${base}/USDT`,
      venueSymbol: `${base}USDT`,
      base,
      quote: 'USDT',
      tickSize: (10 ** -decimals).toFixed(decimals),
      lotSize: (10 ** -sizeDecimals).toFixed(sizeDecimals),
      minQuantity: (10 ** -sizeDecimals).toFixed(sizeDecimals),
      minNotional: '5',
      makerFee: '0.001',
      takerFee: '0.001',
    },
    decimals,
    sizeDecimals,
    tick: 10 ** -decimals,
    start,
    price: start,
    open24h: start * (base === 'ETH' || base === 'ADA' ? 1.0231 : 0.9812),
    volume24h: volume,
    bars: new Map(),
    trades: 0,
  }))

const barAt = (market: FakeMarket, timeframe: string, openTime: number): CandleRow => {
  const text = market.price.toFixed(market.decimals)
  return {
    instrument: market.instrument.id,
    timeframe,
    openTime,
    open: text,
    high: text,
    low: text,
    close: text,
    volume: '0',
    trades: 0,
    closed: false,
  }
}

/** Candles before `until`, walking backwards from the market's first price: the same ones whenever they are asked for. */
export function fakeHistory(market: FakeMarket, timeframe: FakeTimeframe, until: number, random: () => number): CandleRow[] {
  const span = timeframeLength(timeframe)
  const rows: CandleRow[] = []
  let close = market.start
  const newest = until - (until % span) - span
  const wild = 0.0006 * Math.sqrt(span / 60_000)
  for (let index = 0; index < HISTORY; index += 1) {
    const openTime = newest - index * span
    const open = close * (1 + (random() - 0.497) * 2 * wild)
    const high = Math.max(open, close) * (1 + random() * wild * 0.7)
    const low = Math.min(open, close) * (1 - random() * wild * 0.7)
    const text = (value: number): string => value.toFixed(market.decimals)
    rows.push({
      ...barAt(market, timeframe, openTime),
      open: text(open),
      high: text(high),
      low: text(low),
      close: text(close),
      volume: ((market.volume24h / 1_440) * (span / 60_000) * (0.3 + random() * 1.7)).toFixed(market.sizeDecimals),
      trades: Math.round(40 + random() * 200),
      closed: true,
    })
    close = open
  }
  return rows.reverse()
}

function addTrade(market: FakeMarket, hub: FeedHub, now: number, random: () => number): void {
  market.trades += 1
  const quantity = Math.max((market.volume24h / 90_000) * random() ** 4, 10 ** -market.sizeDecimals)
  hub.publish('market.trades', {
    kind: 'trade',
    id: String(market.trades),
    instrument: market.instrument.id,
    exchangeTime: now - 38,
    receivedTime: now,
    price: market.price.toFixed(market.decimals),
    quantity: quantity.toFixed(market.sizeDecimals),
    aggressor: random() < 0.52 ? 'buy' : 'sell',
  })
  for (const timeframe of FAKE_TIMEFRAMES) {
    const span = timeframeLength(timeframe)
    const openTime = now - (now % span)
    const known = market.bars.get(timeframe)
    const bar = known?.openTime === openTime ? known : barAt(market, timeframe, openTime)
    const next: CandleRow = {
      ...bar,
      high: Math.max(Number(bar.high), market.price).toFixed(market.decimals),
      low: Math.min(Number(bar.low), market.price).toFixed(market.decimals),
      close: market.price.toFixed(market.decimals),
      volume: (Number(bar.volume) + quantity).toFixed(market.sizeDecimals),
      trades: bar.trades + 1,
    }
    market.bars.set(timeframe, next)
    if (hub.wanted('market.candles', candleGroup(next.instrument, timeframe))) hub.publish('market.candles', next)
  }
}

/** One step of every market: a small move, a fresh book, a quote and perhaps some trades. */
export function stepMarkets(markets: readonly FakeMarket[], hub: FeedHub, clock: Clock, random: () => number): void {
  const now = clock.now()
  for (const market of markets) {
    if (random() < 0.35) continue
    market.price = Math.max(market.tick, market.price * (1 + (random() - 0.5) * 0.00003))
    const { bids, asks } = fakeBook(market, market.price, now)
    const times = { instrument: market.instrument.id, exchangeTime: now - 38, receivedTime: now }
    hub.publish('market.books', { ...times, sequence: market.trades, state: 'live', bids, asks })
    hub.publish('market.quotes', {
      kind: 'quote',
      ...times,
      bid: bids[0]?.[0] ?? '0',
      bidSize: bids[0]?.[1] ?? '0',
      ask: asks[0]?.[0] ?? '0',
      askSize: asks[0]?.[1] ?? '0',
      last: market.price.toFixed(market.decimals),
      volume24h: market.volume24h.toFixed(market.sizeDecimals),
      open24h: market.open24h.toFixed(market.decimals),
    })
    if (random() < 0.6) addTrade(market, hub, now, random)
    for (const channel of ['trades', 'book', 'ticker', 'candles']) {
      hub.publish('market.channels', {
        exchange: 'demo',
        instrument: market.instrument.id,
        channel,
        lastReceivedAt: now,
        limit: 5_000,
        messages: market.trades * 4,
        rejected: 0,
        gaps: market.instrument.base === 'SOL' && channel === 'book' ? 1 : 0,
        resyncs: market.instrument.base === 'SOL' && channel === 'book' ? 1 : 0,
        latency: 30 + random() * 12,
        sequenceCheck: true,
        clockOffset: 4,
        clockOffsetLimit: 1_000,
      })
    }
  }
}
