import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../adapters/memory/index.ts'
import {
  type Candle,
  type Gap,
  type InstrumentId,
  type MarketEvent,
  MINUTE,
  millis,
  price,
  quantity,
  type Trade,
} from '../../domain/index.ts'
import { CandleGaps, createMarketPipeline, mapperFor } from '../../market-data/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { BTC, candleAt } from '../../testing/market-facts.ts'
import { Backfill, type VenueHistory } from './backfill.ts'

const T0 = 1_700_000_040_000
type TradeQuery = Parameters<VenueHistory['trades']>[0]

const frames = {
  binance: (id: number, at: number) =>
    JSON.stringify({ e: 'trade', E: at, T: at, s: 'BTCUSDT', t: id, p: '100', q: '1', m: false }),
  bybit: (id: number, at: number) =>
    JSON.stringify({
      topic: 'publicTrade.BTCUSDT',
      type: 'snapshot',
      ts: at,
      data: [{ T: at, s: 'BTCUSDT', S: 'Buy', v: '1', p: '100', i: String(id), BT: false }],
    }),
}

/** A venue's tape behind a made-up REST, and a feed that hears what the test lets through. */
function setUp(exchange: keyof typeof frames, venue: { readonly page?: number; readonly backwards?: boolean } = {}) {
  const clock = simulatedClock(millis(T0))
  const tape: { readonly id: number; readonly at: number }[] = []
  const events: MarketEvent[] = []
  const fetchedBars: Candle[] = []
  const asked: (TradeQuery & { readonly when: number })[] = []
  const askedBars: number[] = []
  const bars: Candle[] = []
  /** What the venue no longer knows; how many requests fail first. */
  const trouble = { forgotten: (_id: number): boolean => false, failures: 0 }
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange),
    sink: { event: (event) => take(event), bookChanged: () => undefined, snapshotNeeded: () => undefined },
  })
  const tradeOf = ({ id, at }: (typeof tape)[number], instrument: InstrumentId): Trade => ({
    kind: 'trade',
    instrument,
    id: String(id),
    price: price('100'),
    quantity: quantity('1'),
    aggressor: 'buy',
    exchangeTime: millis(at),
    receivedTime: clock.now(),
  })
  const history: VenueHistory = {
    trades: (query) => {
      asked.push({ ...query, when: clock.now() })
      if (trouble.failures > 0) {
        trouble.failures -= 1
        return Promise.reject(new Error('503'))
      }
      const { fromId, since = 0, until = Infinity, instrument } = query
      const limit = Math.min(query.limit, venue.page ?? 1_000)
      const known = tape.filter(({ id }) => !trouble.forgotten(id))
      const found =
        fromId === undefined
          ? known.filter(({ at }) => at >= since && at <= until)
          : known.filter(({ id }) => id >= Number(fromId))
      const page = venue.backwards === true ? found.slice(-limit) : found.slice(0, limit)
      return Promise.resolve(page.map((each) => tradeOf(each, instrument)))
    },
    minutes: ({ endTime, limit }) => {
      askedBars.push(endTime)
      return Promise.resolve(bars.filter(({ openTime }) => openTime < endTime).slice(-limit))
    },
  }
  const candleGaps = new CandleGaps((gap) => take(gap))
  const backfill = new Backfill({
    history,
    pipeline,
    candleGaps,
    candles: (candles) => fetchedBars.push(...candles),
    clock,
    logger: silentLogger(),
  })
  const take = (event: MarketEvent): void => {
    events.push(event)
    if (event.kind === 'gap') backfill.told(event)
  }
  closers.push(() => backfill.close())
  /** The venue trades; the feed hears of it unless the frame is lost. */
  const trade = (lost = false): void => {
    clock.advance(10)
    const id = tape.length + 1
    tape.push({ id, at: clock.now() })
    if (!lost) pipeline.push({ connection: 'tape', text: frames[exchange](id, clock.now()), receivedTime: clock.now() })
  }
  const lose = (count: number): void => {
    for (let i = 0; i < count; i += 1) trade(true)
  }
  const pass = async (time: number): Promise<void> => {
    for (const end = clock.now() + time; clock.now() < end; ) {
      clock.advance(Math.min(250, end - clock.now()))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const gaps = (): readonly Gap[] => {
    const byId = new Map<string, Gap>()
    for (const event of events) if (event.kind === 'gap') byId.set(event.id, event)
    return [...byId.values()]
  }
  const trades = () => events.filter((event): event is Trade => event.kind === 'trade')
  const cut = () => pipeline.connectionLost('tape', clock.now())
  return { clock, tape, trade, lose, cut, pass, gaps, trades, asked, askedBars, bars, fetchedBars, trouble, candleGaps, backfill }
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const ids = (trades: readonly Trade[]) => trades.map(({ id }) => Number(id)).sort((a, b) => a - b)

describe('back-fill of numbered trades', () => {
  it('fetches the missing ones once, in pages, politely spaced, and the tape is whole', async () => {
    const venue = setUp('binance')
    venue.trade()
    venue.lose(2_500)
    venue.trade()
    await venue.pass(10_000)
    expect(venue.gaps()).toMatchObject([{ missingCount: 2_500, recovered: 2_500, repairedBy: 'backfill' }])
    expect(venue.asked.map(({ fromId }) => fromId)).toEqual(['2', '1002', '2002'])
    const waits = venue.asked.slice(1).map(({ when }, index) => when - (venue.asked[index]?.when ?? 0))
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(500)
    expect(ids(venue.trades())).toEqual(venue.tape.map(({ id }) => id))
    expect(venue.trades().filter(({ backfilled }) => backfilled === true)).toHaveLength(2_500)
  })

  it('many holes of a market are one job: a page that holds them all repairs them all', async () => {
    const venue = setUp('binance')
    for (let i = 0; i < 20; i += 1) {
      venue.trade()
      venue.lose(3)
    }
    venue.trade()
    await venue.pass(3_000)
    expect(venue.asked).toHaveLength(1)
    expect(venue.gaps()).toHaveLength(20)
    expect(venue.gaps().every(({ repairedBy }) => repairedBy === 'backfill')).toBe(true)
  })

  it('survives another cut while it runs', async () => {
    const venue = setUp('binance', { page: 10 })
    venue.trade()
    venue.lose(40)
    venue.trade()
    await venue.pass(1_600)
    expect(venue.gaps()).toMatchObject([{ missingCount: 40 }])
    expect(venue.gaps()[0]?.recovered).toBeLessThan(40)
    venue.cut()
    venue.lose(15)
    venue.trade()
    await venue.pass(10_000)
    expect(venue.gaps()).toMatchObject([
      { cause: 'sequence', repairedBy: 'backfill' },
      { cause: 'connection', missingCount: 15, repairedBy: 'backfill' },
    ])
    expect(ids(venue.trades())).toEqual(venue.tape.map(({ id }) => id))
  })

  it('what the venue no longer has stays open after a few tries, further and further apart', async () => {
    const venue = setUp('binance')
    venue.trouble.forgotten = (id) => id > 4 && id < 8
    venue.trade()
    venue.lose(10)
    venue.trade()
    await venue.pass(1_000_000)
    expect(venue.gaps()).toMatchObject([{ missingCount: 10, recovered: 7 }])
    expect(venue.gaps()[0]).not.toHaveProperty('repairedBy')
    const rounds = venue.asked.length
    expect(rounds).toBe(4)
    const waits = venue.asked.slice(1).map(({ when }, index) => when - (venue.asked[index]?.when ?? 0))
    expect(waits.map((wait) => Math.round(wait / 1_000))).toEqual([15, 60, 300])
    // A new hole is fetched, and the one that was given up is left alone.
    venue.lose(2)
    venue.trade()
    await venue.pass(10_000)
    expect(venue.asked.slice(rounds).map(({ fromId }) => fromId)).toEqual(['13'])
    expect(venue.gaps().map(({ repairedBy }) => repairedBy)).toEqual([undefined, 'backfill'])
  })

  it('a venue that fails is asked again later', async () => {
    const venue = setUp('binance')
    venue.trouble.failures = 2
    venue.trade()
    venue.lose(3)
    venue.trade()
    await venue.pass(10_000)
    expect(venue.gaps()).toMatchObject([{ recovered: 0 }])
    await venue.pass(80_000)
    expect(venue.gaps()).toMatchObject([{ recovered: 3, repairedBy: 'backfill' }])
  })

  it('does not let a new hole wait for the next try of an old one', async () => {
    const venue = setUp('binance')
    venue.trouble.forgotten = (id) => id === 2
    venue.trade()
    venue.lose(1)
    venue.trade()
    await venue.pass(30_000)
    venue.lose(1)
    venue.trade()
    await venue.pass(2_000)
    expect(venue.gaps().map(({ repairedBy }) => repairedBy)).toEqual([undefined, 'backfill'])
    // Which is no try of the old one.
    expect(venue.asked.map(({ fromId }) => fromId)).toEqual(['2', '2', '4'])
  })

  it('a hole of any size costs at most so many pages a round', async () => {
    const venue = setUp('binance', { page: 1 })
    venue.trade()
    venue.lose(50)
    venue.trade()
    await venue.pass(14_000)
    expect(venue.asked).toHaveLength(20)
    expect(venue.gaps()).toMatchObject([{ recovered: 20 }])
    await venue.pass(200_000)
    expect(venue.gaps()).toMatchObject([{ repairedBy: 'backfill' }])
  })

  it('stops asking when it is closed, and leaves nothing on the clock', async () => {
    const venue = setUp('binance', { page: 1 })
    venue.trade()
    venue.lose(50)
    venue.trade()
    await venue.pass(2_000)
    await venue.backfill.close()
    const asked = venue.asked.length
    await venue.pass(600_000)
    expect(venue.asked).toHaveLength(asked)
  })
})

describe('back-fill of trades without numbers', () => {
  it.each([
    ['forwards', false],
    ['backwards', true],
  ])('repairs a cut from a venue that reads its history %s', async (_, backwards) => {
    const venue = setUp('bybit', { page: 7, backwards })
    for (let i = 0; i < 5; i += 1) venue.trade()
    venue.cut()
    venue.lose(40)
    for (let i = 0; i < 5; i += 1) venue.trade()
    await venue.pass(20_000)
    expect(venue.gaps()).toMatchObject([{ cause: 'connection', recovered: 40, missingCount: 40, repairedBy: 'backfill' }])
    expect(ids(venue.trades())).toEqual(venue.tape.map(({ id }) => id))
  })

  it('does not take a history that lags its stream for a whole one', async () => {
    const venue = setUp('bybit')
    venue.trade()
    venue.cut()
    venue.lose(5)
    venue.trade()
    venue.trouble.forgotten = (id) => id > 1
    await venue.pass(3_000)
    expect(venue.gaps()[0]).not.toHaveProperty('repairedBy')
    venue.trouble.forgotten = () => false
    await venue.pass(20_000)
    expect(venue.gaps()).toMatchObject([{ missingCount: 5, repairedBy: 'backfill' }])
  })

  it('stays open where the venue only has the end of it', async () => {
    const venue = setUp('bybit', { backwards: true })
    venue.trouble.forgotten = (id) => id < 30
    venue.trade()
    venue.cut()
    venue.lose(40)
    venue.trade()
    await venue.pass(1_000_000)
    expect(venue.gaps()).toMatchObject([{ recovered: 12 }])
    expect(venue.gaps()[0]).not.toHaveProperty('repairedBy')
    expect(venue.asked.length).toBeLessThanOrEqual(8)
  })

  it('whatever was cut, forgotten or asked for twice: gaps and trades add up to what the venue traded', async () => {
    const steps = fc.array(fc.constantFrom('trade', 'trade', 'trade', 'lose', 'cut', 'pass'), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom('binance', 'bybit'),
        fc.boolean(),
        fc.array(fc.nat(60)),
        async (script, exchange, backwards, forgotten) => {
          const venue = setUp(exchange, { page: 5, backwards: exchange === 'bybit' && backwards })
          venue.trouble.forgotten = (id) => forgotten.includes(id)
          let connected = true
          venue.trade()
          for (const step of script) {
            if (step === 'cut') {
              venue.cut()
              connected = false
            } else if (step === 'pass') await venue.pass(700)
            // Without numbers only a cut loses anything that can be told.
            else if (step === 'lose') {
              if (exchange === 'binance' || !connected) venue.lose(1)
            } else {
              connected = true
              venue.trade()
            }
          }
          venue.trade()
          await venue.pass(500_000)
          const unique = new Set(venue.trades().map(({ id }) => id))
          expect(unique.size).toBe(venue.trades().length)
          const open = venue.gaps().filter(({ repairedBy }) => repairedBy === undefined)
          if (exchange === 'binance') {
            const missing = venue.gaps().reduce((sum, gap) => sum + (gap.missingCount ?? 0) - gap.recovered, 0)
            expect(missing + unique.size).toBe(venue.tape.length)
          } else if (open.length === 0 && forgotten.length === 0) expect(unique.size).toBe(venue.tape.length)
          if (forgotten.length === 0) expect(open).toEqual([])
          await venue.backfill.close()
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('back-fill of the bars of a time in which the program did not run', () => {
  const bar = (minute: number) => candleAt(T0 + minute * MINUTE, { open: 1, high: 1, low: 1, close: 1, volume: 1 })
  const start = T0

  it('fetches backwards what the history at the start did not reach', async () => {
    const venue = setUp('binance')
    venue.bars.push(...Array.from({ length: 4_000 }, (_, minute) => bar(minute - 4_000)))
    venue.candleGaps.stopped(BTC.id, millis(start - 3_500 * MINUTE), millis(start + 100))
    expect(venue.gaps()).toMatchObject([{ channel: 'candles', cause: 'not-running', missingCount: 3_500, recovered: 0 }])
    expect(venue.candleGaps.take(venue.bars.slice(-1_000))).toBe(true)
    await venue.pass(20_000)
    expect(venue.gaps()).toMatchObject([{ missingCount: 3_500, recovered: 3_500, repairedBy: 'backfill' }])
    expect(venue.askedBars).toHaveLength(3)
    expect(new Set(venue.fetchedBars.map(({ openTime }) => openTime)).size).toBeGreaterThanOrEqual(2_500)
  })

  it('bars that the venue leaves out do not exist; bars that it no longer has stay missing', async () => {
    const quiet = setUp('binance')
    quiet.bars.push(...Array.from({ length: 30 }, (_, minute) => bar(minute - 30)).filter((_, index) => index % 3 > 0))
    quiet.candleGaps.stopped(BTC.id, millis(start - 21 * MINUTE), millis(start))
    await quiet.pass(15_000)
    expect(quiet.gaps()).toMatchObject([{ missingCount: 14, recovered: 14, repairedBy: 'backfill' }])
    const short = setUp('binance')
    short.bars.push(...Array.from({ length: 10 }, (_, minute) => bar(minute - 10)))
    short.candleGaps.stopped(BTC.id, millis(start - 21 * MINUTE), millis(start))
    await short.pass(1_000_000)
    expect(short.gaps()).toMatchObject([{ missingCount: 21, recovered: 10 }])
    expect(short.gaps()[0]).not.toHaveProperty('repairedBy')
    expect(short.askedBars.length).toBeLessThanOrEqual(8)
  })

  it('a restart within the minute is no hole', () => {
    const venue = setUp('binance')
    venue.candleGaps.stopped(BTC.id, millis(start), millis(start + 59_999))
    expect(venue.gaps()).toEqual([])
    venue.candleGaps.stopped(BTC.id, millis(start), millis(start + 60_000))
    expect(venue.gaps()).toMatchObject([{ missingCount: 1 }])
  })
})
