import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Candle,
  formatQuantity,
  type Gap,
  type MarketEvent,
  millis,
  price,
  quantity,
  type Trade,
} from '../../domain/index.ts'
import { depthText, snapshotText, syntheticUpdates } from '../../testing/synthetic-venue.ts'
import { createMarketPipeline, mapperFor } from '../index.ts'

const T0 = 1_700_000_040_000
const STEP = 700
/** The venue's own tape: trade `id` happens at `T0 + id * STEP`. */
const tradeText = (id: number, change: object = {}): string =>
  JSON.stringify({ e: 'trade', E: T0 + id * STEP, T: T0 + id * STEP, s: 'BTCUSDT', t: id, p: '100', q: '1', m: false, ...change })
const bybitText = (id: number, at: number, size = '1'): string =>
  JSON.stringify({
    topic: 'publicTrade.BTCUSDT',
    type: 'snapshot',
    ts: at,
    data: [{ T: at, s: 'BTCUSDT', S: 'Buy', v: size, p: '100', i: `u${String(id)}`, BT: false }],
  })

function setUp(exchange: string) {
  const events: MarketEvent[] = []
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange),
    sink: { event: (event) => events.push(event), bookChanged: () => undefined, snapshotNeeded: () => undefined },
  })
  const push = (text: string, at: number) =>
    pipeline.push({ connection: 'tape', text, receivedTime: millis(at), symbolHint: 'BTCUSDT' })
  const trades = () => events.filter((event) => event.kind === 'trade')
  /** The newest telling of each gap, in the order in which they were found. */
  const gaps = (): readonly Gap[] => {
    const byId = new Map<string, Gap>()
    for (const event of events) if (event.kind === 'gap') byId.set(event.id, event)
    return [...byId.values()]
  }
  return { events, pipeline, push, trades, gaps }
}

const instrumentOf = (events: readonly MarketEvent[]) => {
  const [first] = events
  if (first === undefined) throw new Error('no event came')
  return first.instrument
}

const fetched = (instrument: Trade['instrument'], id: string, at: number): Trade => ({
  kind: 'trade',
  instrument,
  id,
  price: price('100'),
  quantity: quantity('1'),
  aggressor: 'buy',
  exchangeTime: millis(at),
  receivedTime: millis(at + 600_000),
})

const missing = (gaps: readonly Gap[]) => gaps.reduce((sum, gap) => sum + (gap.missingCount ?? 0) - gap.recovered, 0)

describe('holes in numbered trades', () => {
  it('the ledger holds exactly what was dropped, and gaps + delivered + recovered = sent, whatever comes back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('sent', 'sent', 'sent', 'dropped', 'cut'), { maxLength: 80 }),
        fc.array(fc.nat(90), { maxLength: 120 }),
        (fates, back) => {
          const { events, pipeline, push, trades, gaps } = setUp('binance')
          const dropped: number[] = []
          const all = ['sent', ...fates, 'sent']
          for (const [index, fate] of all.entries()) {
            const id = index + 1
            if (fate === 'cut') pipeline.connectionLost('tape', millis(T0 + id * STEP))
            if (fate === 'dropped') dropped.push(id)
            else push(tradeText(id), T0 + id * STEP + 20)
          }
          const ids = gaps().flatMap(({ startSequence = 0, endSequence = -1 }) =>
            Array.from({ length: endSequence - startSequence + 1 }, (_, at) => startSequence + at),
          )
          expect(ids).toEqual(dropped)
          expect(missing(gaps())).toBe(dropped.length)
          // Anything may come from the venue's history: what is known already, what never was, twice.
          const instrument = instrumentOf(events)
          const taken = pipeline.backfill(
            instrument,
            back.map((id) => fetched(instrument, String(id), T0 + id * STEP)),
          )
          const recovered = dropped.filter((id) => back.includes(id))
          expect(taken).toBe(recovered.length)
          expect(gaps().reduce((sum, gap) => sum + gap.recovered, 0)).toBe(recovered.length)
          const live = trades().filter((trade) => trade.backfilled === undefined)
          expect(missing(gaps()) + live.length + recovered.length).toBe(all.length)
          expect(new Set(trades().map(({ id }) => id)).size).toBe(trades().length)
          for (const gap of gaps()) expect(gap.repairedBy).toBe(gap.recovered === gap.missingCount ? 'backfill' : undefined)
          expect(pipeline.missingTrades(instrument).map(({ gap }) => gap)).toEqual(
            gaps().filter(({ repairedBy }) => repairedBy === undefined),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  it('a reconnect with the next number is no gap; otherwise the gap is the missing numbers and the connection its cause', () => {
    const { pipeline, push, gaps } = setUp('binance')
    push(tradeText(1), T0 + 1_000)
    pipeline.connectionLost('tape', millis(T0 + 1_100))
    push(tradeText(2), T0 + 60_000)
    expect(gaps()).toEqual([])
    pipeline.connectionLost('tape', millis(T0 + 61_000))
    pipeline.connectionLost('tape', millis(T0 + 62_000))
    push(tradeText(6), T0 + 63_000)
    push(tradeText(9), T0 + 63_100)
    expect(gaps()).toMatchObject([
      { startSequence: 3, endSequence: 5, cause: 'connection', startTime: T0 + 2 * STEP, endTime: T0 + 6 * STEP },
      { startSequence: 7, endSequence: 8, cause: 'sequence', startTime: T0 + 6 * STEP, endTime: T0 + 9 * STEP },
    ])
  })

  it('a trade that was refused leaves a hole of its own number', () => {
    const { push, gaps } = setUp('binance')
    push(tradeText(1), T0 + 1_000)
    push(tradeText(2, { p: '0' }), T0 + 1_500)
    push(tradeText(3), T0 + 2_200)
    push(tradeText(6), T0 + 4_300)
    expect(gaps()).toMatchObject([
      { startSequence: 2, endSequence: 2, missingCount: 1, cause: 'refused' },
      { startSequence: 4, endSequence: 5, missingCount: 2, cause: 'sequence' },
    ])
  })

  it('a straggler on the stream fills the hole', () => {
    const { push, gaps } = setUp('binance')
    for (const id of [1, 3, 2]) push(tradeText(id), T0 + 3_000)
    expect(gaps()).toMatchObject([{ missingCount: 1, recovered: 1, repairedBy: 'backfill' }])
  })

  it('corrects the closed bars that fetched trades belong to, and what stood at a wrong price after them', () => {
    const { events, pipeline, push } = setUp('binance')
    push(tradeText(1, { T: T0 + 1_000 }), T0 + 1_000)
    for (let at = 61_000; at <= 301_000; at += 60_000) pipeline.tick(millis(T0 + at))
    push(tradeText(4, { T: T0 + 301_500 }), T0 + 301_500)
    events.length = 0
    const instrument = pipeline.missingTrades('binance:BTC/USDT' as Trade['instrument'])[0]?.gap.instrument
    if (instrument === undefined) throw new Error('no gap')
    const lost = [fetched(instrument, '2', T0 + 70_000), { ...fetched(instrument, '3', T0 + 130_000), price: price('90') }]
    expect(pipeline.backfill(instrument, lost)).toBe(2)
    const bars = events.filter((event): event is Candle => event.kind === 'candle' && event.timeframe === '1m')
    const show = (bar: Candle) =>
      `${String((bar.openTime - T0) / 60_000)} ${String(bar.close / 10n ** 12n)} ${formatQuantity(bar.volume)} ${String(bar.closed)}`
    expect(bars.map(show)).toEqual(['1 100 1 true', '2 90 1 true', '3 90 0 true', '4 90 0 true'])
    expect(events.filter(({ kind }) => kind === 'trade')).toMatchObject([{ backfilled: true }, { backfilled: true }])
    expect(events.filter(({ kind }) => kind === 'quote')).toEqual([])
  })

  it('backfilled in any order, the bars are those of a stream without holes', () => {
    const bars = (events: readonly MarketEvent[]) => {
      const newest = new Map<string, Candle>()
      for (const event of events)
        if (event.kind === 'candle' && event.closed) newest.set(`${event.timeframe} ${String(event.openTime)}`, event)
      return [...newest]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, { open, high, low, close, volume, trades }]) => [key, open, high, low, close, volume, trades])
    }
    fc.assert(
      fc.property(
        fc.array(fc.record({ wait: fc.nat(9_000), price: fc.integer({ min: 90, max: 110 }), lost: fc.boolean() }), {
          minLength: 2,
          maxLength: 60,
        }),
        fc.nat(1_000_000),
        (steps, shuffle) => {
          const run = (lossy: boolean) => {
            const { events, pipeline, push } = setUp('binance')
            const lost: Trade[] = []
            let at = T0
            const last = steps.length + 2
            for (const [index, step] of [{ wait: 0, price: 100, lost: false }, ...steps].entries()) {
              at += step.wait
              const [id, change] = [index + 1, { T: at, E: at, p: String(step.price) }]
              const first = events[0]
              if (lossy && step.lost && first !== undefined)
                lost.push({ ...fetched(first.instrument, String(id), at), price: price(String(step.price)) })
              else push(tradeText(id, change), at + 20)
              pipeline.tick(millis(at + 20))
            }
            push(tradeText(last, { T: at + 1, E: at + 1 }), at + 20)
            lost.sort((a, b) => ((Number(a.id) * shuffle) % 101) - ((Number(b.id) * shuffle) % 101))
            for (const trade of lost) expect(pipeline.backfill(trade.instrument, [trade])).toBe(1)
            pipeline.tick(millis(at + 3_700_000))
            return events
          }
          expect(bars(run(true))).toEqual(bars(run(false)))
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('holes in trades without numbers', () => {
  it('a cut leaves the time between the last trade and the first, of unknown count, until its whole stretch was fetched', () => {
    const { events, pipeline, push, gaps } = setUp('bybit')
    push(bybitText(1, T0), T0 + 10)
    pipeline.connectionLost('tape', millis(T0 + 500))
    pipeline.connectionLost('tape', millis(T0 + 900))
    push(bybitText(9, T0 + 9_000), T0 + 9_010)
    push(bybitText(10, T0 + 9_500), T0 + 9_510)
    expect(gaps()).toMatchObject([{ cause: 'connection', startTime: T0, endTime: T0 + 9_000, recovered: 0 }])
    expect(gaps()[0]).not.toHaveProperty('missingCount')
    const instrument = instrumentOf(events)
    const history = [
      ['u1', T0],
      ['u2', T0 + 1],
      ['u3', T0 + 9_000],
      ['u9', T0 + 9_000],
      ['u4', T0 + 9_001],
    ] as const
    expect(
      pipeline.backfill(
        instrument,
        history.map(([id, at]) => fetched(instrument, id, at)),
      ),
    ).toBe(2)
    expect(gaps()).toMatchObject([{ recovered: 2 }])
    expect(gaps()[0]).not.toHaveProperty('repairedBy')
    pipeline.settleGap(instrument, gaps()[0]?.id ?? '')
    expect(gaps()).toMatchObject([{ recovered: 2, missingCount: 2, repairedBy: 'backfill' }])
    expect(pipeline.missingTrades(instrument)).toEqual([])
  })

  it('trades that were refused are one hole, which grows', () => {
    const { push, gaps } = setUp('bybit')
    push(bybitText(1, T0, '0'), T0 + 10)
    expect(gaps()).toEqual([])
    push(bybitText(2, T0 + 1_000), T0 + 1_010)
    push(bybitText(3, T0 + 2_000, '0'), T0 + 2_010)
    push(bybitText(4, T0 + 3_000, '0'), T0 + 3_010)
    push(bybitText(5, T0 + 4_000), T0 + 4_010)
    expect(gaps()).toMatchObject([{ cause: 'refused', missingCount: 2, startTime: T0 + 1_000, endTime: T0 + 3_000 }])
  })
})

describe('holes in a book', () => {
  const setUpBook = () => {
    const made = setUp('binance')
    const updates = syntheticUpdates(5, 30)
    const delta = (index: number) => {
      const update = updates[index]
      if (update !== undefined) made.push(depthText(update), update.time + 20)
    }
    const snapshot = (index: number) => {
      const update = updates[index]
      if (update !== undefined) made.push(snapshotText(update), update.time + 30)
    }
    delta(0)
    snapshot(0)
    delta(1)
    return { ...made, updates, delta, snapshot }
  }

  it('is open until the book is live again, and is told again then, under its id', () => {
    const { events, gaps, delta, snapshot, updates } = setUpBook()
    delta(4)
    const [found] = gaps()
    expect(found).toMatchObject({ channel: 'book', cause: 'sequence', startTime: updates[1]?.time, endTime: updates[4]?.time })
    expect(found).not.toHaveProperty('repairedBy')
    snapshot(4)
    delta(5)
    expect(gaps()).toMatchObject([{ id: found?.id, repairedBy: 'snapshot' }])
    expect(events.filter(({ kind }) => kind === 'gap')).toHaveLength(2)
  })

  it('a cut opens one at once; the numbers join it after the reconnect', () => {
    const { pipeline, gaps, delta, snapshot, updates } = setUpBook()
    const at = (updates[1]?.time ?? 0) + 1_000
    pipeline.connectionLost('tape', millis(at))
    pipeline.connectionLost('tape', millis(at + 5))
    const [cut] = gaps()
    expect(cut).toMatchObject({ cause: 'connection', startTime: updates[1]?.time, endTime: updates[1]?.time })
    delta(7)
    expect(gaps()).toMatchObject([{ id: cut?.id, missingCount: (updates[7]?.first ?? 0) - (updates[1]?.last ?? 0) - 1 }])
    snapshot(7)
    expect(gaps()).toMatchObject([{ id: cut?.id, repairedBy: 'snapshot' }])
  })

  it('a cut that lost nothing says so', () => {
    const { pipeline, gaps, delta, updates } = setUpBook()
    pipeline.connectionLost('tape', millis((updates[1]?.time ?? 0) + 50))
    delta(2)
    expect(gaps()).toMatchObject([{ cause: 'connection', missingCount: 0, repairedBy: 'snapshot' }])
  })
})
