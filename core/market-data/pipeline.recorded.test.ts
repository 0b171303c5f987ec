import { describe, expect, it } from 'vitest'
import { mergeCaptures } from '../adapters/captures/index.ts'
import { formatPrice, formatQuantity, type BookLevel, type MarketEvent } from '../domain/index.ts'
import { NaiveBinanceBook, type NaiveSnapshot, type NaiveUpdate } from '../testing/naive-book.ts'
import { BINANCE_EXCERPT, hasSharedData, sharedData } from '../testing/recordings.ts'
import { type BookView, createMarketPipeline, mapperFor } from './index.ts'

const show = (levels: readonly BookLevel[]) =>
  levels.map(({ price, quantity }) => `${formatPrice(price)} ${formatQuantity(quantity)}`)

/** What is read here of Binance's messages, by their documented names. */
interface WireMessage {
  readonly e?: string
  readonly s: string
  readonly u?: number
  readonly b?: unknown
  readonly B?: string
  readonly a?: string
  readonly A?: string
  readonly lastUpdateId?: number
  readonly symbol?: string
}

/** Runs a recording through the pipeline and, apart from it, through the naive book. */
async function run(files: readonly string[], exchange = 'binance') {
  const naive = new Map<string, NaiveBinanceBook>()
  const naiveOf = (symbol: string) =>
    naive.get(symbol) ?? naive.set(symbol, new NaiveBinanceBook()).get(symbol) ?? new NaiveBinanceBook()
  const events: Record<string, number> = {}
  const gaps: MarketEvent[] = []
  let crossedViews = 0
  /** What the venue itself announced as best bid and ask, by symbol-free update id. */
  const announced = new Map<number, string>()
  const bbo = { equal: 0, different: 0 }
  const compare = ({ sequence, book }: Pick<BookView, 'sequence' | 'book'>) => {
    const said = announced.get(sequence)
    if (said === undefined) return
    const { bids, asks } = book.top(1)
    if (said === [...show(bids), ...show(asks)].map((level) => level.split(' ').map(Number).join(' ')).join(' ')) bbo.equal += 1
    else bbo.different += 1
  }
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange),
    timeframes: ['1m'],
    limits: { maxFuture: 10_000 },
    sink: {
      event: (event) => {
        events[event.kind] = (events[event.kind] ?? 0) + 1
        if (event.kind === 'gap') gaps.push(event)
      },
      bookChanged: (view) => {
        const bid = view.book.bestBid()
        const ask = view.book.bestAsk()
        if (bid !== undefined && ask !== undefined && bid.price >= ask.price) crossedViews += 1
        compare(view)
      },
      snapshotNeeded: () => undefined,
    },
  })
  let trades = 0
  for await (const { kind, connection, text, receivedTime, url } of mergeCaptures(files)) {
    if (kind === 'connect' || kind === 'send') continue
    pipeline.push({ connection, text, receivedTime, ...(url === undefined ? {} : { url }) })
    const body = JSON.parse(text) as { readonly data?: WireMessage } & WireMessage
    const data = body.data ?? body
    if (data.e === 'depthUpdate') naiveOf(data.s).update(data as unknown as NaiveUpdate)
    else if (data.e === 'trade' || data.e === 'aggTrade') trades += 1
    else if (data.lastUpdateId !== undefined) {
      const named = data.symbol ?? /symbol=(\w+)/.exec(url ?? '')?.[1] ?? [...naive.keys()][0] ?? ''
      naiveOf(named).snapshot(data as unknown as NaiveSnapshot)
    } else if (data.b !== undefined && data.u !== undefined) {
      announced.set(data.u, [data.b, data.B, data.a, data.A].map(Number).join(' '))
      for (const view of pipeline.books()) if (view.sequence === data.u && view.state === 'live') compare(view)
    }
  }
  return { pipeline, naive, events, gaps, crossedViews, bbo, trades, stats: pipeline.stats() }
}

type Run = Awaited<ReturnType<typeof run>>

function expectCleanRun({ pipeline, naive, gaps, crossedViews, bbo, trades, stats }: Run): void {
  expect(stats.rejectedByReason).toEqual({})
  expect(stats.accepted).toBe(stats.messages)
  expect(gaps).toEqual([])
  expect([stats.gaps, stats.crossed, stats.resyncs, crossedViews]).toEqual([0, 0, 0, 0])
  expect(stats.trades).toBe(trades)
  expect(bbo.different).toBe(0)
  expect(pipeline.books().length).toBe(naive.size)
  const rebuilt = [...naive.values()]
  for (const view of pipeline.books()) {
    const expected = rebuilt.find(({ sequence }) => sequence === view.sequence)
    expect(view.state).toBe('live')
    expect(expected?.gaps).toBe(0)
    const all = view.book.top(Number.MAX_SAFE_INTEGER)
    expect(show(all.bids)).toEqual(expected?.side('bids', Number.MAX_SAFE_INTEGER))
    expect(show(all.asks)).toEqual(expected?.side('asks', Number.MAX_SAFE_INTEGER))
  }
}

describe('a recorded market through the whole pipeline', () => {
  it('equals an independent rebuild on the committed excerpt (Binance spot)', async () => {
    const result = await run([BINANCE_EXCERPT])
    expectCleanRun(result)
    expect(result.stats.bookUpdates).toBe(382)
    expect(result.bbo.equal).toBeGreaterThan(20)
    expect(result.events['quote']).toBeGreaterThan(1_000)
  })
})

const hft = (name: string) => sharedData(`ws/hftbacktest/${name}.gz`)
const cryptofeed = (name: string) => sharedData(`ws/cryptofeed/${name}.gz`)

describe.skipIf(!hasSharedData)('full recordings (skipped where ../shared/data is absent)', () => {
  it('Binance spot, two files as one unbroken stream', async () => {
    const result = await run([hft('spot_btcusdt_20240808'), hft('spot_btcusdt_20240809')])
    expectCleanRun(result)
    expect(result.stats).toMatchObject({ messages: 99_574, bookUpdates: 6_493, trades: 19_904 })
    expect(result.events['candle']).toBeGreaterThan(10)
  })

  it('Binance USD-M futures, chained by pu', async () => {
    const result = await run([hft('usdm_btcusdt_20240808')], 'binanceusdm')
    expectCleanRun(result)
    expect(result.stats.messages).toBe(93_954)
    expect(result.bbo.equal).toBeGreaterThan(100)
  })

  it('Binance COIN-M futures, chained by pu', async () => {
    const result = await run([hft('cm_ethusd_perp_20240808')], 'binancecoinm')
    expectCleanRun(result)
    expect(result.pipeline.books().map(({ instrument }) => instrument)).toEqual(['binancecoinm:ETH/USD:ETH'])
  })

  it('three Binance spot markets with snapshots between the frames (cryptofeed)', async () => {
    const result = await run([cryptofeed('29970208_BINANCE-ee25be.0')])
    expectCleanRun(result)
    expect(result.pipeline.books().length).toBe(3)
  })

  it('four Binance markets with snapshots in a file of their own (cryptofeed)', async () => {
    expectCleanRun(await run([cryptofeed('3baf9c56_BINANCE.http.0.0'), cryptofeed('3baf9c56_BINANCE.ws.1.0')]))
  })

  it('ten Binance.US markets', async () => {
    const result = await run([cryptofeed('22bf4771_BINANCE_US.http.2.0'), cryptofeed('22bf4771_BINANCE_US.ws.3.0')], 'binanceus')
    expectCleanRun(result)
    expect(result.pipeline.books().length).toBe(10)
  })
})
