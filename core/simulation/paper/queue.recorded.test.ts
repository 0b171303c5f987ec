import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import {
  clientOrderId,
  millis,
  type Order,
  orderId,
  type Price,
  type Quantity,
  type Side,
  type VenueReport,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { recordedMarket, type RecordedEvent } from '../../testing/recorded-market.ts'
import { BINANCE_EXCERPT, BYBIT_EXCERPT, hasSharedData, sharedData } from '../../testing/recordings.ts'
import { simulatedClock } from '../clock/index.ts'
import { constantLatency, PaperVenue, QUEUE_MODELS, type QueueModel } from './index.ts'

const MARKETS = [
  { name: 'Binance, excerpt', exchange: 'binance', file: BINANCE_EXCERPT, there: true },
  { name: 'Bybit, excerpt', exchange: 'bybit', file: BYBIT_EXCERPT, there: true },
  {
    name: 'Binance, whole',
    exchange: 'binance',
    file: sharedData('ws/hftbacktest/spot_btcusdt_20240808.gz'),
    there: hasSharedData,
  },
]
/** How long each order is followed, events. */
const FOLLOWED = 1_500

interface Market {
  readonly instrument: Awaited<ReturnType<typeof recordedMarket>>['instrument']
  readonly events: readonly RecordedEvent[]
}

/** One order that rests from an event on, alone at its venue, and what is told of it after each event. */
function rest({ instrument, events }: Market, start: number, order: Order, queue: QueueModel) {
  const first = events[start]
  if (first === undefined) throw new Error('no such event')
  const clock = simulatedClock(first.receivedTime)
  const venue = new PaperVenue({ clock, ids: countedIds(), latency: constantLatency(0), instrument: () => instrument, queue })
  const reports: VenueReport[] = []
  venue.onReport((report) => reports.push(report))
  if (first.kind === 'book-snapshot') venue.onBook(first)
  venue.submit(order)
  clock.advance(0)
  const after: { readonly filled: bigint; readonly ahead: bigint | undefined }[] = []
  let [counted, filled] = [0, 0n]
  for (const event of events.slice(start + 1, start + FOLLOWED)) {
    if (event.kind === 'trade') venue.onTrade(event)
    else venue.onBook(event)
    for (const report of reports.slice(counted)) {
      counted += 1
      if (report.type !== 'filled') continue
      filled += report.quantity
      expect([report.price, report.liquidity]).toEqual([order.limitPrice, 'maker'])
    }
    after.push({ filled, ahead: venue.queued()[0]?.ahead })
  }
  return after
}

const levelsOf = (event: RecordedEvent | undefined, side: Side) =>
  event?.kind !== 'book-snapshot' ? [] : side === 'buy' ? event.bids : event.asks

/**
 * The most that the recorded book and trades allow an order, after each event: trades through its price in full; trades
 * at its price less what stood ahead and did not leave; and what the other side showed at its price or better.
 */
function bound({ events }: Market, start: number, order: Order): readonly bigint[] {
  const { side, quantity } = order
  const limit = order.limitPrice ?? (0n as Price)
  const sizeIn = (event: RecordedEvent | undefined): bigint | undefined => {
    const levels = levelsOf(event, side)
    const worst = levels.at(-1)
    if (worst === undefined || (side === 'buy' ? limit < worst.price : limit > worst.price)) return undefined
    return levels.find(({ price }) => price === limit)?.quantity ?? 0n
  }
  let shown = sizeIn(events[start]) ?? 0n
  let queue = shown
  let [at, through, crossed] = [0n, 0n, 0n]
  return events.slice(start + 1, start + FOLLOWED).map((event) => {
    if (event.kind === 'book-snapshot') {
      const size = sizeIn(event)
      if (size !== undefined) {
        // At the most all that went stood ahead; what trades took is in it too.
        if (size < shown) queue -= shown - size
        shown = size
      }
      for (const { price, quantity: offered } of levelsOf(event, side === 'buy' ? 'sell' : 'buy'))
        if (side === 'buy' ? price <= limit : price >= limit) crossed += offered
    } else if (event.aggressor !== side) {
      if (event.price === limit) at += event.quantity
      if (side === 'buy' ? event.price < limit : event.price > limit) {
        through += event.quantity
        queue = 0n
      }
    }
    const turn = at - (queue > 0n ? queue : 0n)
    const most = through + crossed + (turn > 0n ? turn : 0n)
    return most < quantity ? most : quantity
  })
}

describe.each(MARKETS)('resting orders in a recorded market: $name', ({ exchange, file, there }) => {
  it.skipIf(!there)(
    'never get more than the book and the trades allowed; pessimistic never more than proportional',
    { timeout: 60_000 },
    async () => {
      const market = await recordedMarket(exchange, file, { most: 12_000 })
      const books = market.events.flatMap(({ kind }, index) => (kind === 'book-snapshot' ? [index] : []))
      let [orders, filled, pessimistic, proportional] = [0, 0, 0n, 0n]
      for (let step = 0; step < 10; step += 1) {
        const start = books[Math.floor((books.length * step) / 12)] ?? 0
        for (const side of ['buy', 'sell'] as const)
          for (const level of [0, 2]) {
            const shown = levelsOf(market.events[start], side)[level]
            if (shown === undefined) continue
            orders += 1
            const order: Order = {
              id: orderId('o'),
              clientOrderId: clientOrderId('c'),
              environment: 'paper',
              purpose: 'manual',
              instrument: market.instrument.id,
              side,
              type: 'limit',
              limitPrice: shown.price,
              quantity: shown.quantity > 4n ? ((shown.quantity / 2n) as Quantity) : shown.quantity,
              timeInForce: 'GTC',
              reduceOnly: false,
              state: 'submitted',
              filled: ZERO_QUANTITY,
              filledNotional: ZERO_MONEY,
              fee: ZERO_MONEY,
              createdAt: millis(0),
              updatedAt: millis(0),
            }
            const [worst, mean] = [QUEUE_MODELS.pessimistic, QUEUE_MODELS.proportional].map((model) =>
              rest(market, start, order, model),
            )
            for (const [index, most] of bound(market, start, order).entries()) {
              const [low, high] = [worst?.[index], mean?.[index]]
              if (low === undefined || high === undefined) throw new Error('the runs differ in length')
              const forward = low.ahead !== undefined && high.ahead !== undefined && high.ahead > low.ahead
              if (low.filled > high.filled || high.filled > most || forward)
                expect.fail(
                  `order ${String(orders)}, event ${String(start + 1 + index)}: ${String([low.filled, high.filled, most])}`,
                )
            }
            pessimistic += worst?.at(-1)?.filled ?? 0n
            proportional += mean?.at(-1)?.filled ?? 0n
            if ((mean?.at(-1)?.filled ?? 0n) > 0n) filled += 1
          }
      }
      expect(orders).toBeGreaterThan(20)
      expect(filled).toBeGreaterThan(10)
      expect(proportional).toBeGreaterThanOrEqual(pessimistic)
    },
  )
})
