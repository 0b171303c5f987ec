import { memoryJournal } from '../adapters/memory/index.ts'
import {
  type Difference,
  type EngineEvent,
  fillId,
  type Instrument,
  isFinal,
  money,
  type Order,
  price,
  quantity,
  type VenueOrder,
  type VenueReport,
  venueOrderId,
} from '../domain/index.ts'
import { localBooks } from '../engine/index.ts'
import { reconcile, type VenueBooks } from '../execution/index.ts'
import type { Journal } from '../ports/index.ts'
import { NotingVenue } from './noting-venue.ts'
import { balance, row, venue } from './random-books.ts'
import { BTC, btcInstrument, limitOrder, tradingHarness, type TradingHarness } from './trading-harness.ts'

/** A live trader on a venue that does nothing by itself, and the comparison of both. */
export interface LiveTrader extends TradingHarness {
  readonly at: NotingVenue
  /** Compares the books with these of the venue and tells the engine. */
  readonly compare: (there: VenueBooks) => readonly Difference[]
  readonly settle: (key: string, settlement: 'adopt' | 'flatten' | 'ignore', reason?: string) => string
  readonly events: <T extends EngineEvent['type']>(type: T) => readonly Extract<EngineEvent, { type: T }>[]
}

export function liveTrader(journal: Journal = memoryJournal(), start?: number): LiveTrader {
  const at = new NotingVenue()
  const h = tradingHarness({ environment: 'live', journal, orders: at, ...(start === undefined ? {} : { start }) })
  h.open('1000')
  h.market('100.00', '100.01')
  h.engine.handle({
    type: 'VenueClockMeasured',
    reading: { exchange: btcInstrument.exchange, offset: 0, uncertainty: 1, at: h.now() },
  })
  let commands = 0
  const compare = (there: VenueBooks): readonly Difference[] => {
    const instruments: readonly Instrument[] = [btcInstrument]
    const differences = reconcile({ local: localBooks(h.engine.state), venue: there, instruments, prefix: 'sntl-live-' })
    h.engine.handle({ type: 'DifferencesFound', differences, booksAt: h.now() })
    return h.engine.state.differences
  }
  return {
    ...h,
    at,
    compare,
    settle: (key, settlement, reason = '') => {
      commands += 1
      const id = `settle-${String(start ?? 0)}-${String(commands)}`
      const answer = h.command({ type: 'SettleDifference', key, settlement, reason }, id)
      return answer.ok ? 'settled' : answer.code
    },
    events: (type) =>
      journal
        .read(0, 10_000)
        .flatMap(({ entry }) => (entry.kind === 'event' && entry.event.type === type ? [entry.event as never] : [])),
  }
}

export const restartedTrader = (t: LiveTrader): LiveTrader => liveTrader(t.journal, t.now() + 1)

export function armedTrader(): LiveTrader {
  const t = liveTrader()
  t.engine.handle({ type: 'GateChecked', checks: [{ code: 'all', measured: 'well', limit: 'well', passed: true }] })
  if (!t.command({ type: 'Arm' }).ok) throw new Error('a gate that passed arms')
  return t
}

export const filledReport = (order: Order, id: string, size: string): Extract<VenueReport, { type: 'filled' }> => ({
  type: 'filled',
  clientOrderId: order.clientOrderId,
  fillId: fillId(id),
  price: price('100'),
  quantity: quantity(size),
  fee: money('0.1'),
  liquidity: 'taker',
  at: order.createdAt,
})

export const submittedOrder = (t: LiveTrader, index = 0): Order => {
  const order = t.at.submitted[index]
  if (order === undefined) throw new Error('nothing was submitted')
  return t.engine.state.orders.get(order.id) ?? order
}

/** 1 BTC bought at 100 with a fee of 0.1, and a sale at 110 that works. */
export function holdingTrader(): LiveTrader {
  const t = armedTrader()
  const { limitPrice: _none, ...market } = limitOrder
  t.command({ ...market, orderType: 'market', quantity: quantity('1') })
  t.at.report(filledReport(submittedOrder(t), 'f1', '1'))
  t.command({ ...limitOrder, side: 'sell', quantity: quantity('0.4'), limitPrice: price('110'), reduceOnly: true })
  t.at.report({
    type: 'accepted',
    clientOrderId: submittedOrder(t, 1).clientOrderId,
    venueOrderId: venueOrderId('v2'),
    at: t.now(),
  })
  return t
}

export const rowOf = (order: Order, more: Partial<VenueOrder> = {}): VenueOrder => {
  const { limitPrice: _none, ...rest } = row('')
  return {
    ...rest,
    clientOrderId: order.clientOrderId,
    venueOrderId: venueOrderId('v2'),
    side: order.side,
    quantity: order.quantity,
    ...(order.limitPrice === undefined ? {} : { limitPrice: order.limitPrice }),
    ...more,
  }
}

/** What the venue of {@link holding} has, when all is right. */
export const rightBooks = (t: LiveTrader, more: Partial<VenueBooks> = {}): VenueBooks =>
  venue({ orders: [rowOf(submittedOrder(t, 1))], balances: [balance('USDT', '899.9'), balance('BTC', '0.6', '0.4')], ...more })

/** What the venue would have if all these orders worked there. */
export const localVenue = (t: LiveTrader): VenueBooks =>
  venue({
    orders: [...t.engine.state.orders.values()]
      .filter(({ state }) => !isFinal(state))
      .map((order) => rowOf(order, { filled: order.filled })),
  })

export const kinds = (found: readonly Difference[]) => found.map(({ subject, kind }) => `${subject} ${kind}`)
export const heldBtc = (t: LiveTrader) => t.engine.state.positions.get(BTC)?.quantity
