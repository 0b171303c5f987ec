import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  exchangeId,
  formatMoney,
  formatPrice,
  formatQuantity,
  instrumentId,
  type MarketEvent,
  millis,
} from '../../domain/index.ts'
import { historyFor, tradesHistoryFor } from '../../market-data/index.ts'
import { installSocketGuard, type SocketGuard } from '../../testing/socket-guard.ts'
import {
  binanceVenue,
  bybitVenue,
  coinbaseVenue,
  krakenVenue,
  okxVenue,
  okxVenueUncounted,
  type VenueProtocol,
} from '../../testing/venue-server/index.ts'
import { type LiveVenue, openLiveVenue } from '../../testing/venue-server/live-venue.ts'

interface Row {
  /** Where one venue has several ways. */
  readonly as?: string
  readonly venue: VenueProtocol
  readonly host: RegExp
  /** tick, lot, smallest quantity and notional of the first market */
  readonly digits: readonly string[]
  /** What takes a single book anew, in the venue's spelling; the socket is cut where there is none. */
  readonly anew?: readonly string[]
  readonly checksum?: true
  readonly refusal: RegExp
  /** How trades can be asked for. */
  readonly finds: { readonly id?: true; readonly time?: true }
}

const VENUES: readonly Row[] = [
  {
    venue: binanceVenue(),
    host: /^\/(api|stream)\.binance\.com(:9443)?\//,
    digits: ['0.01', '0.00001', '0.00001', '5'],
    anew: [],
    refusal: /unknown stream/,
    finds: { id: true, time: true },
  },
  {
    venue: okxVenue,
    host: /^\/(www|ws)\.okx\.com(:8443)?\//,
    digits: ['0.1', '0.00000001', '0.00001', '0'],
    anew: ['-books:BTC-USDT', 'books:BTC-USDT'],
    checksum: true,
    refusal: /instId:ETH-USDT doesn't exist/,
    finds: { id: true, time: true },
  },
  {
    venue: okxVenueUncounted,
    as: 'without checksums',
    host: /^\/(www|ws)\.okx\.com(:8443)?\//,
    digits: ['0.1', '0.00000001', '0.00001', '0'],
    anew: ['-books:BTC-USDT', 'books:BTC-USDT'],
    refusal: /instId:ETH-USDT doesn't exist/,
    finds: { id: true, time: true },
  },
  {
    venue: bybitVenue,
    host: /^\/(api|stream)\.bybit\.com\/v5\//,
    digits: ['0.1', '0.000001', '0.000011', '5'],
    anew: ['-orderbook.200.BTCUSDT', 'orderbook.200.BTCUSDT'],
    refusal: /handler not found,topic:.*ETHUSDT/,
    finds: {},
  },
  {
    venue: coinbaseVenue,
    host: /^\/(api\.coinbase\.com\/api\/v3\/brokerage\/market|advanced-trade-ws\.coinbase\.com)/,
    digits: ['0.01', '0.00000001', '0.00000001', '1'],
    refusal: /failure to subscribe/,
    finds: { time: true },
  },
  {
    venue: krakenVenue,
    host: /^\/(api\.kraken\.com\/0\/public|ws\.kraken\.com\/v2)/,
    digits: ['0.1', '0.00000001', '0.00005', '0.5'],
    anew: ['-book:BTC/USD', 'book:BTC/USD'],
    checksum: true,
    refusal: /Currency pair not supported ETH\/USD/,
    finds: { time: true },
  },
]

let guard: SocketGuard
let live: LiveVenue | undefined

beforeEach(() => {
  guard = installSocketGuard()
})

afterEach(async () => {
  await live?.close()
  live = undefined
  guard.remove()
  expect([...guard.refused]).toEqual([])
  expect([...guard.contacted]).toEqual(['127.0.0.1'])
})

const patience = { timeout: 4_000, interval: 5 }

describe.each(VENUES.map((row) => ({ as: '', ...row })))(
  '$venue.exchange $as through ccxt',
  ({ venue, host, digits, anew, checksum, refusal, finds }) => {
    const symbols = venue.markets.map(({ symbol }) => symbol)
    const [symbol = '', other = ''] = symbols

    async function open(options: Parameters<typeof openLiveVenue>[1] = {}): Promise<LiveVenue> {
      live = await openLiveVenue(venue, options)
      return live
    }

    /** Every channel of every market is subscribed `times` over. */
    const subscribed = (of: LiveVenue, times = 1) =>
      vi.waitFor(() => {
        const streams = (['book', 'trades', 'ticker'] as const).flatMap((channel) =>
          symbols.map((each) => venue.stream(channel, of.server.market(each))),
        )
        for (const stream of streams)
          expect(of.server.subscribed.filter((each) => each === stream).length).toBeGreaterThanOrEqual(times)
      }, patience)

    const expectEqualBooks = (of: LiveVenue): void => {
      for (const each of symbols) {
        const { book } = of.server.market(each)
        expect(of.state(each)).toBe('live')
        const [bids, asks] = [book.side('bids'), book.side('asks')]
        expect(of.book(each)).toEqual({ bids: bids.slice(0, venue.depth), asks: asks.slice(0, venue.depth) })
      }
    }

    /** Changes every book until all are live here, and equal to the venue's to the last level. */
    const equalBooks = (of: LiveVenue) =>
      vi.waitFor(async () => {
        for (const each of symbols) of.server.step(each)
        await vi.waitFor(() => expectEqualBooks(of), { timeout: 100, interval: 2 })
      }, patience)

    const tradesOf = (events: readonly MarketEvent[]) =>
      events.filter((event) => event.kind === 'trade' && event.instrument.endsWith(`:${symbol}`))

    /** New trades arrive: the channel works, or comes to. */
    async function tradesArrive(of: LiveVenue): Promise<void> {
      const before = tradesOf(of.events).length
      await vi.waitFor(() => {
        of.server.trade(symbol)
        expect(tradesOf(of.events).length).toBeGreaterThan(before)
      }, patience)
    }

    it('is live: books equal to the venue, exact digits, trades and quotes, and nothing else contacted', async () => {
      const of = await open({ beatEvery: 20 })
      const { tickSize, lotSize, minQuantity, minNotional } = of.feed.instruments[0] ?? expect.fail('no instrument')
      expect([formatPrice(tickSize), formatQuantity(lotSize), formatQuantity(minQuantity), formatMoney(minNotional)]).toEqual(
        digits,
      )
      await subscribed(of)
      await equalBooks(of)
      for (let i = 0; i < 50; i += 1) for (const each of symbols) of.server.step(each)
      await equalBooks(of)
      await tradesArrive(of)
      of.server.ticker(symbol)
      await vi.waitFor(() =>
        expect(of.events.some((event) => event.kind === 'quote' && event.volume24h !== undefined)).toBe(true),
      )
      const [trade] = tradesOf(of.events)
      const [made] = of.server.market(symbol).trades
      expect(trade).toMatchObject({ id: String(made?.id), aggressor: made?.taker })
      expect(of.pipeline.stats()).toMatchObject({ rejectedByReason: {}, gaps: 0, crossed: 0 })
      const { ok, failed } = of.pipeline.stats().checksums
      expect([ok > 0, failed]).toEqual([checksum === true, 0])
      expect(of.asked.filter((reason) => !reason.endsWith(' start'))).toEqual([])
      expect(of.server.paths.filter((path) => !host.test(path))).toEqual([])
      expect(of.statuses.filter(({ state }) => state === 'disconnected')).toEqual([])
      expect(of.server.pongs()).toBeGreaterThanOrEqual(3)
    })

    it('gets a book anew after a lost update, and leaves the other channels alone', async () => {
      const of = await open()
      await subscribed(of)
      await equalBooks(of)
      const before = of.server.subscribed.length
      of.server.step(symbol, 'lost')
      await equalBooks(of)
      expect(of.events.filter(({ kind }) => kind === 'gap')).not.toEqual([])
      await vi.waitFor(() => expect(of.state(symbol)).toBe('live'), patience)
      const after = of.server.subscribed.slice(before)
      const streams = (channel: 'book' | 'trades' | 'ticker') =>
        symbols.map((each) => venue.stream(channel, of.server.market(each)))
      if (anew === undefined) expect(after).toEqual(expect.arrayContaining(streams('book')))
      else expect(after).toEqual(anew)
      for (const stream of [...streams('trades'), ...streams('ticker')]) expect(after).not.toContain(stream)
      await tradesArrive(of)
      expect(of.statuses.filter(({ channel, state }) => channel !== 'book' && state === 'disconnected')).toEqual([])
    })

    it.runIf(checksum)('gets a book anew when it is not what the checksum says', async () => {
      const of = await open()
      await subscribed(of)
      await equalBooks(of)
      of.server.step(symbol, 'corrupt')
      await vi.waitFor(() => expect(of.asked).toEqual([`${symbol} checksum`]), patience)
      await equalBooks(of)
      expect(of.pipeline.stats().checksums.failed).toBe(1)
    })

    it.runIf(anew === undefined)('hears nothing more of a socket that it gave up, though more had arrived', async () => {
      const of = await open({ channels: ['book'] })
      await vi.waitFor(() => expect(of.server.subscribed.length).toBeGreaterThanOrEqual(symbols.length), patience)
      await equalBooks(of)
      of.server.step(symbol, 'lost')
      for (let i = 0; i < 50; i += 1) for (const each of symbols) of.server.step(each)
      await vi.waitFor(() => expect(of.log).toContain(`disconnected ${venue.exchange}.book`), patience)
      const asked = of.log.findIndex((entry) => entry.startsWith('asked'))
      const until = of.log.indexOf(`connected ${venue.exchange}.book`, asked)
      expect(of.log.slice(asked, until < 0 ? undefined : until).filter((entry) => entry.startsWith('frame'))).toEqual([])
      await equalBooks(of)
    })

    it.runIf(anew !== undefined && anew.length > 0)(
      'cuts the socket of the books when the venue does not let go of one',
      async () => {
        const of = await open()
        await subscribed(of)
        await equalBooks(of)
        of.server.ignore('"unsubscribe"')
        of.server.step(symbol, 'lost')
        await equalBooks(of)
        const lost = of.statuses.filter(({ state }) => state === 'disconnected')
        expect(lost.map(({ channel, ...status }) => [channel, 'reason' in status && status.reason])).toEqual([
          ['book', `the book of ${symbol} is needed anew`],
        ])
        expect(of.warnings).toContain('a book could not be subscribed anew')
      },
    )

    it('comes back after a cut', async () => {
      const of = await open()
      await subscribed(of)
      await equalBooks(of)
      of.server.cutSockets()
      await subscribed(of, 2)
      await equalBooks(of)
      await tradesArrive(of)
      const lost = of.statuses.filter(({ state }) => state === 'disconnected').map(({ channel }) => channel)
      expect(new Set(lost)).toEqual(new Set(['book', 'ticker', 'trades']))
    })

    it('tears down what is open but silent, and comes back', async () => {
      const of = await open({ channels: ['book', 'trades'], silence: { book: 2_000, trades: 2_000 } })
      await vi.waitFor(() => expect(of.server.subscribed.length).toBeGreaterThanOrEqual(2 * symbols.length), patience)
      await equalBooks(of)
      of.server.stall()
      await vi.waitFor(
        () =>
          expect(of.statuses.some((status) => status.state === 'disconnected' && status.reason.startsWith('silent for'))).toBe(
            true,
          ),
        patience,
      )
      await equalBooks(of)
      await tradesArrive(of)
    })

    it('says so when the venue refuses a market, and comes back when it no longer does', async () => {
      const of = await open({ channels: ['book'] })
      await vi.waitFor(() => expect(of.server.subscribed.length).toBeGreaterThanOrEqual(symbols.length), patience)
      of.server.refuse(other)
      of.server.cutSockets()
      await vi.waitFor(
        () =>
          expect(
            of.statuses
              .filter((status) => status.state === 'disconnected')
              .map(({ reason }) => reason)
              .join(),
          ).toMatch(refusal),
        patience,
      )
      of.server.refuse(null)
      await equalBooks(of)
    })

    it('fetches candles, and trades in the numbering of the stream, all at the same time', async () => {
      const of = await open({ channels: ['trades'] })
      const instrument = instrumentId(exchangeId(venue.exchange), symbol)
      for (let i = 0; i < 5; i += 1) of.server.trade(symbol)
      const { trades } = of.server.market(symbol)
      const all = trades.map(({ id }) => id)
      const window = { since: millis(trades[0]?.time ?? 0), until: millis((trades[4]?.time ?? 0) + 1) }
      const read = async (query: Partial<Parameters<LiveVenue['feed']['fetchTradesText']>[0]>) => {
        const { text, receivedTime, url } = await of.feed.fetchTradesText({ symbol, limit: 50, ...query })
        expect(url).toContain(of.server.origin)
        return tradesHistoryFor(venue.exchange)?.(text, { instrument, receivedTime }).map(({ id }) => Number(id))
      }
      const bars = async () => {
        const { text, receivedTime } = await of.feed.fetchCandlesText({ symbol, timeframe: '1m', limit: 1 })
        return historyFor(venue.exchange)?.(text, { instrument, timeframe: '1m', receivedTime })
      }
      const [some, from, candles] = await Promise.all([
        read(finds.time === true ? window : {}),
        finds.id === true ? read({ fromId: String(all[2]), limit: 2 }) : undefined,
        bars(),
      ])
      expect(some).toEqual(all)
      if (finds.id === true) expect(from).toEqual(all.slice(2, 4))
      expect(candles).toHaveLength(1)
    })
  },
)
