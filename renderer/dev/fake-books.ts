import type { BookColumnRow, BookHistoryRequest, BookMetricsRow, BookRow, FeedHub, QueueRow } from '../../core/contract/index.ts'
import type { FakeMarket } from './fake-market.ts'

/** The same share of 1 for the same numbers, without any order between neighbours. */
function share(a: number, b: number): number {
  let mixed = Math.imul(a ^ (b * 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}

/** How long an order seems to rest, ms. */
const REST = 9_000

/** Ticks between two levels on average: sixty of them reach about as far as those of a real book. */
const spacing = (market: FakeMarket): number => Math.max(1, Math.round((market.open24h * 0.00001) / market.tick))

interface Side {
  /** Of the best price, ticks. */
  readonly from: number
  readonly step: 1 | -1
  readonly now: number
  readonly count: number
}

/** Levels that stay where they are for a while, with walls at some places. */
function levels(market: FakeMarket, { from, step, now, count }: Side): BookRow['bids'] {
  const found: [string, string][] = []
  const unit = market.volume24h / 40_000
  const apart = spacing(market)
  for (let away = 0; found.length < count; away += 1) {
    const place = Math.floor(from / apart) + step * away
    const tick = away === 0 ? from : place * apart + Math.floor(share(place, 3) * apart)
    if (away > 0 && (tick - from) * step <= 0) continue
    const age = Math.floor(now / REST + share(place, 7))
    const luck = share(place, age)
    const wall = place % 12 === 0 && share(place, Math.floor(age / 6)) < 0.35 ? 5 : 0
    if (luck < 0.3 && wall === 0 && away > 0) continue
    const breath = 1 + 0.15 * share(place, Math.floor(now / 400))
    const size = unit * (0.1 + luck ** 4 * 3 + wall) * (1 + away / 60) * breath
    const least = 10 ** -market.sizeDecimals
    found.push([(tick * market.tick).toFixed(market.decimals), Math.max(size, least).toFixed(market.sizeDecimals)])
  }
  return found
}

/** A book around a price. */
export function fakeBook(market: FakeMarket, price: number, now: number, count = 60): Pick<BookRow, 'bids' | 'asks'> {
  const middle = Math.round(price / market.tick)
  const half = 1 + Math.floor(share(Math.floor(now / 700), middle) * 2)
  return {
    bids: levels(market, { from: middle - half, step: -1, now, count }),
    asks: levels(market, { from: middle + half, step: 1, now, count }),
  }
}

const wander = (at: number): number => 12 * Math.sin(at / 41_000) + 5 * Math.sin(at / 9_700) + 2 * Math.sin(at / 2_300)

/** Recorded books of the time before, with a hole of ten seconds; they meet the market's price of now. */
export function fakeBookHistory(market: FakeMarket, request: BookHistoryRequest, now: number): readonly BookColumnRow[] {
  const { from, to, maxColumns, depth } = request
  const every = (to - from) / maxColumns
  const columns: BookColumnRow[] = []
  for (let at = Math.ceil(from / every) * every; at < to; at += every) {
    if (now - at > 70_000 && now - at < 80_000) continue
    const price = market.price + (wander(at) - wander(now)) * market.tick * spacing(market)
    columns.push({ exchangeTime: at - 38, receivedTime: at, ...fakeBook(market, price, at, depth) })
  }
  return columns
}

export function fakeBookMetrics(market: FakeMarket, book: BookRow | undefined, now: number): BookMetricsRow {
  const instrument = market.instrument.id
  if (book === undefined) return { instrument, bins: null, metrics: null }
  const sum = (side: BookRow['bids']): number => side.slice(0, 10).reduce((total, [, size]) => total + Number(size), 0)
  const [bid, ask] = [sum(book.bids), sum(book.asks)]
  return {
    instrument,
    bins: null,
    metrics: {
      kind: 'metrics',
      instrument,
      exchangeTime: book.exchangeTime,
      receivedTime: book.receivedTime,
      imbalance: (bid - ask) / (bid + ask),
      age: now - book.receivedTime,
      fresh: true,
    },
  }
}

/** Says of every working limit order where it would stand. */
export function publishQueue(hub: FeedHub): void {
  for (const { id, clientOrderId, instrument, side, limitPrice, quantity, state } of hub.rows('trading.orders')) {
    if (state !== 'accepted' || limitPrice === undefined) hub.remove('trading.queue', id)
    else {
      const row: QueueRow = {
        orderId: id,
        clientOrderId,
        instrument,
        side,
        limitPrice,
        left: quantity,
        ahead: '1.204',
        behind: '0.5',
      }
      hub.publish('trading.queue', row)
    }
  }
}
