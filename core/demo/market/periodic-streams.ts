import type { Clock } from '../../ports/index.ts'
import { type Interval, INTERVALS, openOf } from './intervals.ts'
import type { Market } from './market.ts'
import { klineEvent, miniTickerEvent, tickerEvent } from './statistics.ts'

/** Publishes what the venue sends by the clock and not by the event: klines and tickers. Returns the stop. */
export function startPeriodicStreams(markets: readonly Market[], clock: Clock): () => void {
  const lastOpen = new Map<string, number>()
  const lastTrade = new Map<string, number>()
  const stop = clock.every(1_000, () => {
    const now = clock.now()
    for (const market of markets) {
      const { hub } = market
      if (hub.has(market.stream('ticker'))) hub.publish(market.stream('ticker'), tickerEvent(market, now))
      if (hub.has(market.stream('miniTicker'))) hub.publish(market.stream('miniTicker'), miniTickerEvent(market, now))
      for (const interval of Object.keys(INTERVALS) as Interval[]) publishKline(market, interval, now)
    }
    if (markets[0]?.hub.has('!miniTicker@arr'))
      markets[0].hub.publish(
        '!miniTicker@arr',
        markets.map((market) => miniTickerEvent(market, now)),
      )
    if (markets[0]?.hub.has('!ticker@arr'))
      markets[0].hub.publish(
        '!ticker@arr',
        markets.map((market) => tickerEvent(market, now)),
      )
  })

  /** The running bar when it changed, and once more, closed, after its end. */
  function publishKline(market: Market, interval: Interval, now: number): void {
    const stream = market.stream(`kline_${interval}`)
    if (!market.hub.has(stream)) {
      lastOpen.delete(stream)
      return
    }
    const open = openOf(now, interval)
    const from = lastOpen.get(stream) ?? open
    const bars = market.bars(interval, { from, limit: 1000 }, now)
    for (const bar of bars) {
      const closed = bar.openTime < open
      if (!closed && lastTrade.get(stream) === bar.trades && from === open) continue
      lastTrade.set(stream, bar.trades)
      market.hub.publish(stream, klineEvent(market, interval, bar, { now, closed }))
    }
    lastOpen.set(stream, open)
  }

  return stop
}
