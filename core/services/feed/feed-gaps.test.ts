import { afterEach, describe, expect, it, vi } from 'vitest'
import { silentLogger } from '../../adapters/memory/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import { parseConfig } from '../../contract/index.ts'
import { barOpen, type Gap, type MarketEvent, MINUTE, type Trade } from '../../domain/index.ts'
import { candleAt } from '../../testing/market-facts.ts'
import { type DemoExchange, startDemoExchange } from '../../demo/index.ts'
import { type ExchangeFeed, openExchangeFeed } from './exchange-feed.ts'

let demo: DemoExchange | undefined
let feed: ExchangeFeed | undefined
afterEach(async () => {
  await feed?.close()
  await demo?.close()
})

const PATIENCE = { timeout: 12_000, interval: 30 }

describe('a live feed with holes', () => {
  it('repairs dropped trades, cut sockets and a time in which nothing ran, over REST', { timeout: 30_000 }, async () => {
    const clock = systemClock()
    demo = await startDemoExchange({ source: 'recording', clock, logger: silentLogger(), speed: 20 })
    const { faults } = demo
    const events: MarketEvent[] = []
    const config = parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'], endpoint: demo.endpoint }] })
    const [exchange] = config.exchanges
    if (exchange === undefined) throw new Error('no exchange')
    feed = await openExchangeFeed({
      exchange,
      clock,
      random: { next: () => 0.5 },
      logger: silentLogger(),
      listed: () => undefined,
      event: (event) => events.push(event),
      history: () => undefined,
      bookChanged: () => undefined,
      problem: () => undefined,
      sampling: { bookCadenceMs: 1_000, bookDepth: 5, bins: [10], binsCadenceMs: 1_000, metricsCadenceMs: 1_000 },
      sampled: () => undefined,
    })
    const trades = () => events.filter((event): event is Trade => event.kind === 'trade')
    const gaps = (channel: string): readonly Gap[] => {
      const byId = new Map<string, Gap>()
      for (const event of events) if (event.kind === 'gap' && event.channel === channel) byId.set(event.id, event)
      return [...byId.values()]
    }
    await vi.waitFor(() => expect(trades().length).toBeGreaterThan(5), PATIENCE)

    faults.failFrames('drop', 5, /@trade$/)
    await vi.waitFor(() => expect(gaps('trades').length).toBeGreaterThan(0), PATIENCE)
    const tradesSeen = trades().length
    faults.cutConnections()
    await vi.waitFor(() => expect(trades().length).toBeGreaterThan(tradesSeen + 5), PATIENCE)
    await vi.waitFor(() => {
      expect(gaps('trades').every(({ repairedBy }) => repairedBy === 'backfill')).toBe(true)
      expect(gaps('book').length).toBeGreaterThan(0)
      expect(gaps('book').every(({ repairedBy }) => repairedBy === 'snapshot')).toBe(true)
      const ids = trades().map(({ id }) => Number(id))
      expect(new Set(ids).size).toBe(ids.length)
      expect(Math.max(...ids) - Math.min(...ids)).toBe(ids.length - 1)
    }, PATIENCE)
    const missing = gaps('trades').reduce((sum, gap) => sum + (gap.missingCount ?? 0), 0)
    expect(missing).toBeGreaterThanOrEqual(5)
    expect(trades().filter(({ backfilled }) => backfilled === true)).toHaveLength(missing)
    const channels = feed.channels().filter(({ channel }) => channel === 'trades')
    expect(channels).toMatchObject([{ gaps: gaps('trades').length + gaps('book').length }])

    const [trade] = trades()
    if (trade === undefined) throw new Error('no trade')
    const now = barOpen(clock.now(), '1m')
    const minute = (back: number) => ({
      ...candleAt(now - back * MINUTE, { open: 1, high: 1, low: 1, close: 1, volume: 1 }),
      instrument: trade.instrument,
    })
    // The bars of the minutes since the feed was opened, whatever they are, are its own.
    feed.recorded(trade.instrument, minute(10).openTime, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map(minute))
    expect(gaps('candles')).toMatchObject([{ cause: 'not-running', startTime: minute(10).openTime, repairedBy: 'backfill' }])
  })
})
