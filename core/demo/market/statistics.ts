import type { Bar } from './bars.ts'
import { mergeBar } from './bars.ts'
import { closeOf, type Interval } from './intervals.ts'
import { lotsText, type Market, ticksText } from './market.ts'
import { priceText, quantityText } from '../exchange/symbol.ts'

/** A kline as REST writes it: an array of twelve. */
export const klineRow = (market: Market, interval: Interval, bar: Bar): unknown[] => [
  bar.openTime,
  ticksText(market.spec, bar.open),
  ticksText(market.spec, bar.high),
  ticksText(market.spec, bar.low),
  ticksText(market.spec, bar.close),
  lotsText(market.spec, bar.volume),
  closeOf(bar.openTime, interval),
  bar.quoteVolume.toFixed(8),
  bar.trades,
  lotsText(market.spec, bar.takerVolume),
  bar.takerQuoteVolume.toFixed(8),
  '0',
]

/** A kline as the stream writes it. */
export const klineEvent = (market: Market, interval: Interval, bar: Bar, at: { now: number; closed: boolean }): unknown => ({
  e: 'kline',
  E: at.now,
  s: market.spec.symbol,
  k: {
    t: bar.openTime,
    T: closeOf(bar.openTime, interval),
    s: market.spec.symbol,
    i: interval,
    f: -1,
    L: -1,
    o: ticksText(market.spec, bar.open),
    c: ticksText(market.spec, bar.close),
    h: ticksText(market.spec, bar.high),
    l: ticksText(market.spec, bar.low),
    v: lotsText(market.spec, bar.volume),
    n: bar.trades,
    x: at.closed,
    q: bar.quoteVolume.toFixed(8),
    V: lotsText(market.spec, bar.takerVolume),
    Q: bar.takerQuoteVolume.toFixed(8),
    B: '0',
  },
})

/** The last 24 hours, to the minute, as one bar. */
function day(market: Market, now: number): Bar | undefined {
  market.minutes.advance(now)
  const first = Math.max(0, market.minutes.length - 1440)
  const total = market.minutes.at(first)
  if (total === undefined) return undefined
  for (let index = first + 1; index < market.minutes.length; index += 1) {
    const bar = market.minutes.at(index)
    if (bar !== undefined) mergeBar(total, bar)
  }
  return total
}

interface Touch {
  readonly bid: string
  readonly bidSize: string
  readonly ask: string
  readonly askSize: string
}

export function touch(market: Market): Touch {
  const bid = market.book.bids.best()
  const ask = market.book.asks.best()
  const none = '0.00000000'
  return {
    bid: bid === undefined ? none : priceText(bid.price),
    bidSize: bid === undefined ? none : quantityText(bid.total),
    ask: ask === undefined ? none : priceText(ask.price),
    askSize: ask === undefined ? none : quantityText(ask.total),
  }
}

export function dayStatistics(market: Market, now: number) {
  const { spec } = market
  const bar = day(market, now)
  const lastTrade = market.tape.trades.at(-1)
  const open = bar?.open ?? 0
  const close = bar?.close ?? 0
  const volume = Number(lotsText(spec, bar?.volume ?? 0))
  return {
    symbol: spec.symbol,
    priceChange: ticksText(spec, close - open),
    priceChangePercent: open === 0 ? '0.000' : (((close - open) / open) * 100).toFixed(3),
    weightedAvgPrice: volume === 0 ? '0.00000000' : ((bar?.quoteVolume ?? 0) / volume).toFixed(8),
    prevClosePrice: ticksText(spec, open),
    lastPrice: ticksText(spec, close),
    lastQty: lastTrade === undefined ? '0.00000000' : quantityText(lastTrade.quantity),
    touch: touch(market),
    openPrice: ticksText(spec, open),
    highPrice: ticksText(spec, bar?.high ?? 0),
    lowPrice: ticksText(spec, bar?.low ?? 0),
    volume: lotsText(spec, bar?.volume ?? 0),
    quoteVolume: (bar?.quoteVolume ?? 0).toFixed(8),
    openTime: now - 86_400_000,
    closeTime: now,
    firstId: market.tape.trades[0]?.id ?? -1,
    lastId: lastTrade?.id ?? -1,
    count: bar?.trades ?? 0,
  }
}

export function dayTickerRow(market: Market, now: number): Record<string, unknown> {
  const { touch: best, ...rest } = dayStatistics(market, now)
  return { ...rest, bidPrice: best.bid, bidQty: best.bidSize, askPrice: best.ask, askQty: best.askSize }
}

export function tickerEvent(market: Market, now: number): Record<string, unknown> {
  const d = dayStatistics(market, now)
  return {
    e: '24hrTicker',
    E: now,
    s: d.symbol,
    p: d.priceChange,
    P: d.priceChangePercent,
    w: d.weightedAvgPrice,
    x: d.prevClosePrice,
    c: d.lastPrice,
    Q: d.lastQty,
    b: d.touch.bid,
    B: d.touch.bidSize,
    a: d.touch.ask,
    A: d.touch.askSize,
    o: d.openPrice,
    h: d.highPrice,
    l: d.lowPrice,
    v: d.volume,
    q: d.quoteVolume,
    O: d.openTime,
    C: d.closeTime,
    F: d.firstId,
    L: d.lastId,
    n: d.count,
  }
}

export function miniTickerEvent(market: Market, now: number): Record<string, unknown> {
  const d = dayStatistics(market, now)
  return {
    e: '24hrMiniTicker',
    E: now,
    s: d.symbol,
    c: d.lastPrice,
    o: d.openPrice,
    h: d.highPrice,
    l: d.lowPrice,
    v: d.volume,
    q: d.quoteVolume,
  }
}
