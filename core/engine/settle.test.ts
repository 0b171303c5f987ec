import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import {
  clientOrderId,
  type Difference,
  type EngineEvent,
  fillId,
  type Instrument,
  money,
  type Order,
  price,
  quantity,
  type VenueOrder,
  type VenueReport,
  type VenueTrade,
  venueOrderId,
} from '../domain/index.ts'
import { reconcile, type VenueBooks } from '../execution/index.ts'
import type { Journal } from '../ports/index.ts'
import { NotingVenue } from '../testing/noting-venue.ts'
import { balance, row, trade, venue } from '../testing/random-books.ts'
import { BTC, btcInstrument, limitOrder, tradingHarness, type TradingHarness } from '../testing/trading-harness.ts'
import { localBooks, portfolioOf } from './index.ts'

interface Trader extends TradingHarness {
  readonly at: NotingVenue
  /** Compares the books with these of the venue and tells the engine. */
  readonly compare: (there: VenueBooks) => readonly Difference[]
  readonly settle: (key: string, settlement: 'adopt' | 'flatten' | 'ignore', reason?: string) => string
  readonly events: <T extends EngineEvent['type']>(type: T) => readonly Extract<EngineEvent, { type: T }>[]
}

function trader(journal: Journal = memoryJournal(), start?: number): Trader {
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

const restarted = (t: Trader): Trader => trader(t.journal, t.now() + 1)

function armed(): Trader {
  const t = trader()
  t.engine.handle({ type: 'GateChecked', checks: [{ code: 'all', measured: 'well', limit: 'well', passed: true }] })
  expect(t.command({ type: 'Arm' }).ok).toBe(true)
  return t
}

const filled = (order: Order, id: string, size: string): Extract<VenueReport, { type: 'filled' }> => ({
  type: 'filled',
  clientOrderId: order.clientOrderId,
  fillId: fillId(id),
  price: price('100'),
  quantity: quantity(size),
  fee: money('0.1'),
  liquidity: 'taker',
  at: order.createdAt,
})

const submitted = (t: Trader, index = 0): Order => {
  const order = t.at.submitted[index]
  if (order === undefined) throw new Error('nothing was submitted')
  return t.engine.state.orders.get(order.id) ?? order
}

/** 1 BTC bought at 100 with a fee of 0.1, and a sale at 110 that works. */
function holding(): Trader {
  const t = armed()
  const { limitPrice: _none, ...market } = limitOrder
  t.command({ ...market, orderType: 'market', quantity: quantity('1') })
  t.at.report(filled(submitted(t), 'f1', '1'))
  t.command({ ...limitOrder, side: 'sell', quantity: quantity('0.4'), limitPrice: price('110'), reduceOnly: true })
  t.at.report({
    type: 'accepted',
    clientOrderId: submitted(t, 1).clientOrderId,
    venueOrderId: venueOrderId('v2'),
    at: t.now(),
  })
  expect(portfolioOf(t.engine.state, t.now()).cash).toBe(money('899.9'))
  return t
}

const rowOf = (order: Order, more: Partial<VenueOrder> = {}): VenueOrder => {
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
const rightBooks = (t: Trader, more: Partial<VenueBooks> = {}): VenueBooks =>
  venue({ orders: [rowOf(submitted(t, 1))], balances: [balance('USDT', '899.9'), balance('BTC', '0.6', '0.4')], ...more })

const kinds = (found: readonly Difference[]) => found.map(({ subject, kind }) => `${subject} ${kind}`)
const heldBtc = (t: Trader) => t.engine.state.positions.get(BTC)?.quantity

describe('failures of other systems', () => {
  it('a warm restart never sells a real position, and equal books have nothing to settle', () => {
    const before = holding()
    const t = restarted(before)
    t.tick()
    expect(t.compare(rightBooks(before))).toEqual([])
    expect([t.at.submitted, t.at.cancelled, heldBtc(t)]).toEqual([[], [], quantity('1')])
  })

  it('a working order is not dropped by a restart: it is followed again, and stays until somebody settles it', () => {
    const before = holding()
    const t = restarted(before)
    const { clientOrderId: id } = submitted(before, 1)
    expect(t.at.resumed.map((order) => order.clientOrderId)).toEqual([id])
    expect(kinds(t.compare(rightBooks(before, { orders: [] })))).toEqual(['order missing-there'])
    t.tick()
    const [working] = [...t.engine.state.working].map((each) => t.engine.state.orders.get(each))
    expect(working).toMatchObject({ clientOrderId: id, state: 'accepted' })
    expect(t.settle(`order ${id}`, 'adopt')).toBe('settled')
    expect(t.engine.state.working.size).toBe(0)
    expect(t.compare(rightBooks(before, { orders: [] }))).toEqual([])
  })

  it('no fill is invented: what no trade shows changes the order and nothing else', () => {
    const t = holding()
    const order = submitted(t, 1)
    const there = rightBooks(t, { orders: [rowOf(order, { filled: quantity('0.1') })] })
    expect(kinds(t.compare(there))).toEqual(['order quantity'])
    expect(t.settle(`order ${order.clientOrderId}`, 'adopt')).toBe('settled')
    expect(t.engine.state.orders.get(order.id)).toMatchObject({ filled: quantity('0.1'), state: 'partial' })
    expect([t.events('FillRecorded').length, t.engine.state.cash, heldBtc(t)]).toEqual([1, money('899.9'), quantity('1')])
    expect(t.compare(there)).toEqual([])
  })

  it('a position that the venue does not have is shown, and stays until somebody settles it', () => {
    const t = holding()
    const there = rightBooks(t, { balances: [balance('USDT', '899.9')] })
    expect(kinds(t.compare(there))).toEqual(['position missing-there'])
    t.tick()
    expect([heldBtc(t), t.at.submitted.length]).toEqual([quantity('1'), 2])
    expect(t.settle('position BTC', 'adopt', 'moved to the vault')).toBe('settled')
    expect(heldBtc(t)).toBe(0n)
    expect(t.compare(there)).toEqual([])
  })

  it('fills during a disconnection are found and booked once, whether a person adopts them or the venue reports them', () => {
    const missed = (t: Trader): VenueBooks =>
      rightBooks(t, {
        orders: [rowOf(submitted(t, 1), { filled: quantity('0.25') })],
        trades: [trade('', 7, { side: 'sell', price: price('110'), venueOrderId: venueOrderId('v2'), feeAsset: 'USDT' })],
        balances: [balance('USDT', '927.39975'), balance('BTC', '0.6', '0.15')],
      })
    const key = 'fill binance:BTCUSDT:7'
    const report = (t: Trader): VenueReport => ({
      ...filled(submitted(t, 1), 'binance:BTCUSDT:7', '0.25'),
      price: price('110'),
      fee: money('0.00025'),
      liquidity: 'maker',
    })
    const expected = { cash: money('927.39975'), held: quantity('0.75') }

    const byPerson = holding()
    expect(kinds(byPerson.compare(missed(byPerson)))).toEqual(['fill fill-not-known'])
    expect(byPerson.settle(key, 'adopt')).toBe('settled')
    byPerson.at.report(report(byPerson))

    const byVenue = holding()
    byVenue.compare(missed(byVenue))
    byVenue.at.report(report(byVenue))
    expect(byVenue.engine.state.differences).toEqual([])
    expect(byVenue.events('DifferenceSettled')).toMatchObject([{ key, by: 'engine', reason: 'the venue reported it' }])
    expect(byVenue.settle(key, 'adopt')).toBe('no-difference')

    for (const t of [byPerson, byVenue]) {
      expect({ cash: t.engine.state.cash, held: heldBtc(t) }).toEqual(expected)
      expect(submitted(t, 1)).toMatchObject({ state: 'partial', filled: quantity('0.25') })
      expect(t.events('FillRecorded')).toHaveLength(2)
      expect(t.compare(missed(t))).toEqual([])
    }
  })

  const theirs = rowOf({ ...limitOrder, clientOrderId: clientOrderId('web_1') } as never, { quantity: quantity('2') })
  const withTheirs = (t: Trader): VenueBooks => rightBooks(t, { orders: [rowOf(submitted(t, 1)), theirs] })

  it('orders of others are shown and left alone', () => {
    const t = holding()
    expect(kinds(t.compare(withTheirs(t)))).toEqual(['order external-order'])
    t.tick()
    const again = restarted(t)
    again.compare(withTheirs(t))
    for (const each of [t, again]) {
      expect(each.at.cancelled).toEqual([])
      expect(each.engine.state.byClientId.has(clientOrderId('web_1'))).toBe(false)
    }
  })

  it('and are ignored, taken over or cancelled when somebody says so', () => {
    const ignored = holding()
    ignored.compare(withTheirs(ignored))
    expect(ignored.settle('order web_1', 'ignore', 'my own')).toBe('settled')
    expect(ignored.compare(withTheirs(ignored))).toEqual([])
    expect(localBooks(restarted(ignored).engine.state).notedOrders).toEqual(new Set(['v2']))

    const taken = holding()
    taken.compare(withTheirs(taken))
    expect(taken.settle('order web_1', 'adopt')).toBe('settled')
    expect(taken.at.resumed.map((order) => order.clientOrderId)).toEqual(['web_1'])
    expect(taken.compare(withTheirs(taken))).toEqual([])
    taken.at.report(filled(taken.at.resumed[0] as Order, 'f9', '2'))
    expect(heldBtc(taken)).toBe(quantity('3'))

    const cancelled = holding()
    cancelled.compare(withTheirs(cancelled))
    expect(cancelled.settle('order web_1', 'flatten')).toBe('settled')
    expect([cancelled.at.resumed.length, cancelled.at.cancelled]).toEqual([1, ['web_1']])
  })
})

describe('a position that is adopted', () => {
  const more = (t: Trader, held = '2'): VenueBooks =>
    rightBooks(t, { balances: [balance('USDT', '899.9'), balance('BTC', held)] })

  it('is capital at the price of now: no profit, no loss, no breaker', () => {
    const t = holding()
    const before = portfolioOf(t.engine.state, t.now())
    t.compare(more(t))
    t.settle('position BTC', 'adopt', 'was there before')
    const after = portfolioOf(t.engine.state, t.now())
    expect(t.engine.state.positions.get(BTC)).toMatchObject({ quantity: quantity('2'), costBasis: money('200') })
    expect([after.cash, after.realisedPnl, after.fees]).toEqual([before.cash, before.realisedPnl, before.fees])
    expect(after.startingEquity - before.startingEquity).toBe(money('100'))
    expect(after.peakEquity - before.peakEquity).toBe(money('100'))
    // The mid is half a cent above the bid.
    expect(after.dayPnl - before.dayPnl).toBe(money('0.005'))
    t.tick()
    expect(t.engine.state.halt).toBeUndefined()
    t.compare(more(t, '0.5'))
    t.settle('position BTC', 'adopt', 'went')
    t.tick()
    expect([t.engine.state.halt, t.engine.state.positions.get(BTC)?.costBasis]).toEqual([undefined, money('50')])
  })

  it('is sold when that is what is wanted, also while nothing may be bought', () => {
    const t = restarted(holding())
    t.command({ type: 'CancelAll' }, 'all')
    t.compare(venue({ balances: [balance('USDT', '899.9'), balance('BTC', '2')] }))
    expect(t.settle('position BTC', 'flatten', 'not mine to hold')).toBe('settled')
    // What the sale that works holds back is sold once its cancel came through.
    expect(t.at.submitted.map(({ side, purpose, quantity: size }) => [side, purpose, size])).toEqual([
      ['sell', 'flatten', quantity('1.6')],
    ])
    expect(t.engine.state.flattening.has(BTC)).toBe(true)
  })

  it('has no worth without a price, and then waits', () => {
    const t = tradingHarness({ environment: 'live', orders: new NotingVenue() })
    t.open('1000')
    const differences = reconcile({
      local: localBooks(t.engine.state),
      venue: venue({ balances: [balance('USDT', '1000'), balance('BTC', '1')] }),
      instruments: [btcInstrument],
      prefix: 'sntl-',
    })
    t.engine.handle({ type: 'DifferencesFound', differences, booksAt: t.now() })
    const settle = { type: 'SettleDifference', key: 'position BTC', settlement: 'adopt', reason: '' } as const
    expect(t.command(settle)).toMatchObject({ ok: false, code: 'no-quote' })
    expect(t.engine.state.differences).toHaveLength(1)
    t.market('100.00', '100.01')
    expect(t.command(settle)).toMatchObject({ ok: true })
  })
})

describe('what is ignored', () => {
  const extra = (t: Trader, cash: string): VenueBooks => rightBooks(t, { balances: [balance('USDT', cash), balance('BTC', '1')] })

  it('stays ignored, over a restart too, as long as it says the same', () => {
    const t = holding()
    t.compare(extra(t, '950'))
    expect(t.settle('cash USDT', 'ignore', 'no')).toBe('reason')
    expect(t.settle('cash USDT', 'ignore', '  n ')).toBe('reason')
    expect(t.settle('cash USDT', 'ignore', 'own')).toBe('settled')
    expect(t.engine.state.cash).toBe(money('899.9'))
    expect(t.compare(extra(t, '950'))).toEqual([])
    const again = restarted(t)
    expect(again.compare(extra(t, '950'))).toEqual([])
    expect(again.compare(extra(t, '950.01'))).toHaveLength(1)
  })
})

describe('a settlement is refused', () => {
  it('for what is not open, not offered, or happened meanwhile; and nothing is done by half', () => {
    const t = holding()
    expect(t.settle('cash USDT', 'adopt')).toBe('no-difference')
    const order = submitted(t, 1)
    const there = rightBooks(t, {
      orders: [rowOf(order, { filled: quantity('0.1') })],
      balances: [balance('USDT', '899'), balance('BTC', '1')],
    })
    t.compare(there)
    expect(t.settle('cash USDT', 'flatten')).toBe('settlement')
    t.at.report({ type: 'cancelled', clientOrderId: order.clientOrderId, reason: 'by hand', at: t.now() })
    const rows = t.journal.lastSequence()
    expect(t.settle(`order ${order.clientOrderId}`, 'adopt')).toBe('stale')
    // The command and its answer.
    expect(t.journal.lastSequence()).toBe(rows + 2)
    expect(submitted(t, 1).state).toBe('cancelled')
    t.compare({ ...there, orders: [] })
    expect(kinds(t.engine.state.differences)).toEqual(['cash quantity'])
  })

  it('for a sale of more than is held, until the position is settled', () => {
    const t = armed()
    const sale: VenueTrade = trade('x', 1, { side: 'sell', feeAsset: 'USDT' })
    t.compare(venue({ trades: [sale], balances: [balance('USDT', '1025'), balance('BTC', '0.5')] }))
    expect(kinds(t.engine.state.differences)).toEqual(['fill fill-not-known', 'position quantity', 'cash quantity'])
    expect(t.settle('fill binance:BTCUSDT:1', 'adopt')).toBe('settle-first')
    expect(t.events('OrderAdopted')).toEqual([])
    expect(t.settle('position BTC', 'adopt')).toBe('settled')
    expect(heldBtc(t)).toBe(quantity('0.75'))
    expect(t.settle('fill binance:BTCUSDT:1', 'adopt')).toBe('settled')
    expect(t.settle('cash USDT', 'adopt')).toBe('settled')
    expect([heldBtc(t), t.engine.state.cash]).toEqual([quantity('0.5'), money('1025')])
  })

  it('for an order of a market that is not traded here, which is only noted', () => {
    const t = armed()
    const strange = row('', { instrument: undefined, venueSymbol: 'DOGEEUR', clientOrderId: clientOrderId('web') })
    const there = venue({ orders: [strange], balances: [balance('USDT', '1000')] })
    t.compare(there)
    expect(t.settle('order web', 'flatten')).toBe('not-traded-here')
    expect(t.settle('order web', 'adopt')).toBe('settled')
    expect([t.events('OrderAdopted').length, t.at.resumed.length, t.compare(there).length]).toEqual([0, 0, 0])
  })
})

it('keeps what is finer than a quantity of a fee in a third asset', () => {
  const t = armed()
  const feeAmount = money('0.000000000000000001')
  const there = venue({
    trades: [trade('x', 1, { feeAsset: 'BNB', feeAmount })],
    balances: [balance('USDT', '975'), balance('BTC', '0.25')],
  })
  t.compare(there)
  t.settle('fill binance:BTCUSDT:1', 'adopt')
  expect(t.engine.state.others.get('BNB')).toBe(money('-0.000000000000000001'))
})
